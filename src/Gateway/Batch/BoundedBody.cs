namespace Lockstep.Gateway.Batch;

/// <summary>The bytes that the answers of a batch may still have together.</summary>
internal sealed class AnswerRoom(long max)
{
    private long _left = max;

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
        {
            return true;
        }

        // A smaller answer may still have room.
        GiveBack(bytes);
        return false;
    }

    /// <summary>Of an answer that is not given after all.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _left, bytes);
}

/// <summary>The body of one answer, kept as far as there is room for it; the rest is not kept.</summary>
internal sealed class BoundedBody(AnswerRoom room) : MemoryStream
{
    /// <summary>Whether there was no room for all of it.</summary>
    public bool IsCut { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (IsCut)
        {
            return;
        }

        if (room.TryTake(count))
        {
            base.Write(buffer, offset, count);
            return;
        }

        // All of it goes, for half an answer is none, and the others have its room.
        IsCut = true;
        room.GiveBack(Length);
        SetLength(0);
    }

    // Of a class derived from it the framework's own stream takes a span for an array again.
    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void WriteByte(byte value) => Write([value]);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
