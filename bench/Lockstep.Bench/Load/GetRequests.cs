using System.Text;

namespace Lockstep.Bench.Load;

/// <summary>GET of many paths in turn; each connection starts elsewhere in the same list.</summary>
internal sealed class GetRequests(byte[][] requests, int start) : IRequests
{
    private int _next = start;

    /// <summary>The bytes of each request.</summary>
    public static byte[][] Prepare(IEnumerable<string> paths, string? token) =>
        [.. paths.Select(path => Encoding.ASCII.GetBytes(RequestText.Get(path, token)))];

    public ReadOnlyMemory<byte> Next() => requests[(_next++ & int.MaxValue) % requests.Length];
}
