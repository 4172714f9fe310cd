using System.Net;
using System.Net.Sockets;
using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>A client that sends whatever bytes it likes.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly TcpClient _client;

    private RawSocket(TcpClient client) => _client = client;

    /// <param name="address">Where to.</param>
    /// <param name="from">An address of the loopback to come from; any by default.</param>
    public static async Task<RawSocket> OpenAsync(Uri address, IPAddress? from = null)
    {
        var client = new TcpClient(new IPEndPoint(from ?? IPAddress.Any, 0)) { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return new RawSocket(client);
    }

    /// <summary>Sends bytes on a new connection and reads all that comes back.</summary>
    public static async Task<RawAnswer> AskAsync(Uri address, string text)
    {
        using var socket = await OpenAsync(address);
        await socket.SendAsync(text);
        return await socket.ReadToEndAsync();
    }

    public async Task SendAsync(string text) =>
        await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Reads until the other side closes.</summary>
    public async Task<RawAnswer> ReadToEndAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[65_536];
        try
        {
            while (
                await _client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().SoonAsync() is > 0 and var count
            )
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // It was closed with bytes of ours unread; what came before counts.
        }

        return RawAnswer.Parse(text.ToString());
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>An answer as it stood on the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static RawAnswer Parse(string text)
    {
        if (text.Length == 0)
        {
            return new RawAnswer(0, new Dictionary<string, string>(StringComparer.Ordinal), "");
        }

        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var headers = lines
            .Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return new RawAnswer(
            int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers, text[(end + 4)..]);
    }
}
