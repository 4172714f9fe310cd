using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects;

/// <summary>
/// The body of a canonical answer on its way to the client, piece by piece, as fast as the client reads. Problems are held back: they are
/// small, and the dialect has its own shape for them.
/// </summary>
internal sealed class AnswerRelay(HttpContext outer, string fileName) : Stream
{
    private const int HeldMax = 65_536;
    private readonly MemoryStream _held = new();

    /// <summary>The canonical answer.</summary>
    public HttpResponse? Inner { get; set; }

    /// <summary>Whether something has gone on to the client.</summary>
    public bool IsPassedOn { get; private set; }

    /// <summary>A problem.</summary>
    public byte[] Held => _held.ToArray();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Inner!.StatusCode < 400)
        {
            PassOn();
            await outer.Response.Body.WriteAsync(buffer, cancellationToken);
        }
        else if (_held.Length + buffer.Length <= HeldMax)
        {
            _held.Write(buffer.Span);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        IsPassedOn ? outer.Response.Body.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _held.Dispose();
        base.Dispose(disposing);
    }

    private void PassOn()
    {
        if (IsPassedOn)
        {
            return;
        }

        (IsPassedOn, outer.Response.StatusCode) = (true, Inner!.StatusCode);
        foreach (var (name, value) in Inner.Headers)
        {
            outer.Response.Headers[name] = value;
        }

        outer.Response.Headers.ContentDisposition = $"attachment; filename={fileName}";
    }
}
