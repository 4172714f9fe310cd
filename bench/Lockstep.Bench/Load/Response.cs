using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Lockstep.Bench.Load;

/// <summary>
/// An HTTP/1.1 answer in a buffer. Both servers are Kestrel, which writes header names in one way: no need to fold their case.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Response(int Status, int BodyStart, int BodyLength)
{
    private const int StatusAt = 9;

    /// <summary>False while a part of the answer is still on its way. A body in chunks is put together in place.</summary>
    public static bool TryRead(Span<byte> received, out Response response)
    {
        response = default;
        var headLength = received.IndexOf("\r\n\r\n"u8);
        if (headLength < 0)
        {
            return false;
        }

        var head = received[..(headLength + 2)];
        var bodyStart = headLength + 4;
        Utf8Parser.TryParse(head.Slice(StatusAt, 3), out int status, out _);
        var length = Length(head);
        if (length is null && head.IndexOf("Transfer-Encoding: chunked\r\n"u8) >= 0)
        {
            return TryReadChunks(received, status, bodyStart, out response);
        }

        response = new Response(status, bodyStart, length ?? 0);
        return received.Length - bodyStart >= response.BodyLength;
    }

    private static int? Length(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _) ? length : null;
    }

    private static bool TryReadChunks(Span<byte> received, int status, int bodyStart, out Response response)
    {
        response = default;

        // The last chunk ends the answer. Look for it first: what was put together can't be put together again.
        if (!received[bodyStart..].EndsWith("0\r\n\r\n"u8))
        {
            return false;
        }

        var (from, to) = (bodyStart, bodyStart);
        while (Utf8Parser.TryParse(received[from..], out int size, out var digits, 'x') && size > 0)
        {
            received.Slice(from + digits + 2, size).CopyTo(received[to..]);
            to += size;
            from += digits + 2 + size + 2;
        }

        response = new Response(status, bodyStart, to - bodyStart);
        return true;
    }
}
