using System.Text;

namespace Lockstep.Bench.Load;

/// <summary>Requests as HTTP/1.1 writes them.</summary>
internal static class RequestText
{
    public static string Get(string path, string? token) => $"GET {path} HTTP/1.1\r\n{Headers(token)}\r\n";

    public static string Post(string path, string? token, string body) =>
        $"POST {path} HTTP/1.1\r\n{Headers(token)}Content-Type: application/json\r\nContent-Length: "
            + $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>With one more header instead of a token.</summary>
    public static string Get(string path, string name, string value) => $"GET {path} HTTP/1.1\r\n{Headers(null)}{name}: {value}\r\n\r\n";

    private static string Headers(string? token) => "Host: localhost\r\n" + (token is null ? "" : $"Authorization: Bearer {token}\r\n");
}
