using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>A call of an outside system as it came: its bytes are what is signed.</summary>
public static class RawCall
{
    private const int HeaderMax = 1_000;
    private const int BufferSize = 4_096;

    /// <summary>The text of a header; null when it is not there, there twice, empty, too long, or no text.</summary>
    public static string? Header(HttpRequest request, string name) =>
        request.Headers[name] is [{ Length: > 0 and <= HeaderMax } text] && !text.AsSpan().ContainsAnyInRange('\0', '\u001f') ? text : null;

    /// <summary>The bytes of the body; null when there are more than are taken.</summary>
    public static async Task<byte[]?> BodyAsync(HttpRequest request, int most, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            if (body.Length + read > most)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
