using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Lockstep.Conformance.Support;

/// <summary>
/// One connection through the proxy. Follows what the client says well enough to know which statement comes, and of which transaction.
/// </summary>
internal sealed class PostgresLink(PostgresProxy proxy, TcpClient client, TcpClient server)
{
    private const int Startup = 196_608;
    private const int BufferSize = 64 * 1024;
    private static readonly byte[] Ready = [(byte)'Z', 0, 0, 0, 5];
    private readonly Dictionary<string, string> _prepared = new(StringComparer.Ordinal);
    private readonly List<string> _statements = [];
    private readonly NetworkStream _client = client.GetStream();
    private readonly NetworkStream _server = server.GetStream();
    private volatile PostgresProxy.Strike? _strike;

    /// <summary>Until one side ends the connection, or a strike does.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        client.NoDelay = server.NoDelay = true;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] both = [FromClientAsync(ended.Token), FromServerAsync(ended.Token)];
        await Task.WhenAny(both);
        await ended.CancelAsync();
        await Task.WhenAll(both);
    }

    private async Task FromClientAsync(CancellationToken ct)
    {
        await using var reading = new BufferedStream(_client, BufferSize);
        byte[] hello;
        do
        {
            hello = await ReadAsync(reading, 0, ct);
            await _server.WriteAsync(hello, ct);
        }
        while (BinaryPrimitives.ReadInt32BigEndian(hello.AsSpan(4)) != Startup);

        while (true)
        {
            var message = await ReadAsync(reading, 1, ct);
            if (IsStatement(message) && proxy.Take(_statements) is { } strike)
            {
                await StrikeAsync(strike, message, reading, ct);
                if (!client.Connected)
                {
                    return;
                }
            }
            else
            {
                await _server.WriteAsync(message, ct);
            }
        }
    }

    private async Task FromServerAsync(CancellationToken ct)
    {
        var buffer = new byte[BufferSize];
        while (await _server.ReadAsync(buffer, ct) is var read and > 0)
        {
            if (_strike is not { } strike)
            {
                await _client.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            else if (read > Ready.Length && buffer.AsSpan(0, read - 1).EndsWith(Ready))
            {
                // The server has done it and waits for more, inside of a transaction or not; the client hears nothing of it.
                End(strike);
            }
        }
    }

    private async Task StrikeAsync(PostgresProxy.Strike strike, byte[] message, Stream reading, CancellationToken ct)
    {
        if (strike.Cut is Cut.BeforeItArrives)
        {
            End(strike);
            return;
        }

        if (strike.Cut is not Cut.OnItsWay)
        {
            _strike = strike;
        }

        await _server.WriteAsync(message, ct);
        while (message[0] is not (byte)'S')
        {
            message = await ReadAsync(reading, 1, ct);
            await _server.WriteAsync(message, ct);
        }

        if (strike.Cut is Cut.OnItsWay)
        {
            End(strike);
        }
    }

    /// <summary>A reset on both sides, unless the answer is only held back.</summary>
    private void End(PostgresProxy.Strike strike)
    {
        if (strike.Cut is not Cut.HoldAnswer)
        {
            client.LingerState = server.LingerState = new LingerOption(enable: true, 0);
            client.Dispose();
            server.Dispose();
        }

        strike.Done.TrySetResult(true);
    }

    /// <summary>Remembers what is prepared, and what runs in the transaction; whether the message runs a statement.</summary>
    private bool IsStatement(byte[] message)
    {
        if (message[0] is (byte)'P')
        {
            var name = Text(message, 5);
            _prepared[name] = Text(message, 5 + name.Length + 1);
        }

        if (message[0] is not (byte)'B')
        {
            return false;
        }

        var portal = Text(message, 5);
        var sql = _prepared.GetValueOrDefault(Text(message, 5 + portal.Length + 1), "");
        if (sql is "begin")
        {
            _statements.Clear();
        }

        _statements.Add(sql);
        return true;
    }

    private static string Text(byte[] message, int from) =>
        Encoding.UTF8.GetString(message, from, Array.IndexOf(message, (byte)0, from) - from);

    /// <summary>A whole message: its type, except for the first ones, its length, and the rest.</summary>
    private static async Task<byte[]> ReadAsync(Stream reading, int type, CancellationToken ct)
    {
        var head = new byte[type + 4];
        await reading.ReadExactlyAsync(head, ct);
        var message = new byte[type + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(type))];
        head.CopyTo(message, 0);
        await reading.ReadExactlyAsync(message.AsMemory(head.Length), ct);
        return message;
    }
}
