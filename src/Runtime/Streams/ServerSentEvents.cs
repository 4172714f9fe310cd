using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Lockstep.Runtime.Streams;

/// <summary>Writes server-sent events, as the HTML standard has them.</summary>
internal sealed class ServerSentEvents(PipeWriter output, TimeProvider clock)
{
    /// <summary>What is written in one go; then it is waited until the client has taken it.</summary>
    private const int ChunkMax = 32_768;

    private long _unflushed;
    private long _flushingSince;
    private long _writtenAt = clock.GetTimestamp();

    /// <summary>Whether so much is written that it must be sent before there is more.</summary>
    public bool IsFull => _unflushed >= ChunkMax;

    /// <summary>How long nothing was written.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(_writtenAt);

    /// <summary>How long the client has been taking nothing.</summary>
    public TimeSpan Stalled => Volatile.Read(ref _flushingSince) is var since and > 0 ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Tells how long to wait before connecting again, and from where.</summary>
    public void Begin(TimeSpan retry, IReadOnlyList<StreamPart> parts)
    {
        Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {(long)retry.TotalMilliseconds}\n")));
        WriteId(parts);
        Write("\n"u8);
    }

    /// <summary>An event, under the position behind it.</summary>
    public void Write(StreamedEvent one, IReadOnlyList<StreamPart> parts)
    {
        WriteId(parts);
        Write(one.Lines);
    }

    /// <summary>A sign of life. The new position goes along; without data, clients note it down and tell nobody.</summary>
    public void Beat(IReadOnlyList<StreamPart> parts)
    {
        WriteId(parts);
        Write(":\n\n"u8);
    }

    /// <summary>An event of the stream itself, without an id.</summary>
    public void Say(string name, string reason, string detail)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("reason", reason);
            json.WriteString("detail", detail);
            json.WriteEndObject();
        }

        // Without an id, so that who comes back goes on behind the last event of a module.
        Write(Encoding.ASCII.GetBytes($"event: {name}\ndata: "));
        Write(body.ToArray());
        Write("\n\n"u8);
    }

    /// <summary>Sends what is written; returns once the client has taken enough of it.</summary>
    /// <returns>Whether the client is still there.</returns>
    public async ValueTask<bool> FlushAsync(CancellationToken ct)
    {
        if (_unflushed == 0)
        {
            return true;
        }

        // Noted down before the wait: another thread looks at it, and cuts a client that takes nothing.
        Volatile.Write(ref _flushingSince, clock.GetTimestamp());
        try
        {
            var flushed = await output.FlushAsync(ct);
            _unflushed = 0;
            return !flushed.IsCompleted;
        }
        finally
        {
            // Also of one that broke: an ended stream takes nothing more, and must not be cut for it.
            Volatile.Write(ref _flushingSince, 0);
        }
    }

    private void WriteId(IReadOnlyList<StreamPart> parts)
    {
        var room = output.GetSpan(StreamCursor.RoomFor(parts) + 5);
        "id: "u8.CopyTo(room);
        var length = 4 + StreamCursor.Write(parts, room[4..]);
        room[length++] = (byte)'\n';
        output.Advance(length);
        Count(length);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        Count(bytes.Length);
    }

    private void Count(int bytes)
    {
        _unflushed += bytes;
        _writtenAt = clock.GetTimestamp();
    }
}
