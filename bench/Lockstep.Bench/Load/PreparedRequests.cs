using System.Text;

namespace Lockstep.Bench.Load;

/// <summary>Many ready-made requests in turn; each connection starts elsewhere in the same list.</summary>
internal sealed class PreparedRequests(byte[][] requests, int start) : IRequests
{
    private int _next = start;

    /// <summary>The bytes of a GET of each path.</summary>
    public static byte[][] Gets(IEnumerable<string> paths, string? token) =>
        [.. paths.Select(path => Encoding.ASCII.GetBytes(RequestText.Get(path, token)))];

    /// <summary>The bytes of a POST of each body.</summary>
    public static byte[][] Posts(string path, IEnumerable<string> bodies, string? token) =>
        [.. bodies.Select(body => Encoding.ASCII.GetBytes(RequestText.Post(path, token, body)))];

    public ReadOnlyMemory<byte> Next() => requests[(_next++ & int.MaxValue) % requests.Length];
}
