using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lockstep.Conformance.Support;

/// <summary>When a connection is cut, seen from the message that the proxy looks out for.</summary>
public enum Cut
{
    /// <summary>The message never arrives.</summary>
    BeforeItArrives,

    /// <summary>The message arrives and is carried out; the answer is lost.</summary>
    BeforeItsAnswer,
}

/// <summary>Stands between a client and a server and cuts connections at chosen moments.</summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _server;
    private readonly Task _accepting;
    private CancellationTokenSource _lines = new();
    private Plan? _plan;
    private int _cuts;

    public CutProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts the next connection over which a message with this text comes, once.</summary>
    public void CutOn(string text, Cut cut) => Volatile.Write(ref _plan, new Plan(Encoding.ASCII.GetBytes(text), cut));

    /// <summary>Cuts all connections that there are.</summary>
    public void CutAll() => Interlocked.Exchange(ref _lines, new CancellationTokenSource()).Cancel();

    public async ValueTask DisposeAsync()
    {
        CutAll();
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var ct = Volatile.Read(ref _lines).Token;
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, ct);
                client.NoDelay = server.NoDelay = true;
                var line = new Line();
                await Task.WhenAny(
                    UpAsync(client.GetStream(), server.GetStream(), line, ct), DownAsync(server.GetStream(), client.GetStream(), line, ct));
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone, and so is the other when this returns.
            }
        }
    }

    private async Task UpAsync(NetworkStream client, NetworkStream server, Line line, CancellationToken ct)
    {
        var buffer = new byte[65_536];
        int length;
        while ((length = await client.ReadAsync(buffer, ct)) > 0)
        {
            if (Volatile.Read(ref _plan) is { } plan && buffer.AsSpan(0, length).IndexOf(plan.Text) >= 0 && Interlocked.CompareExchange(ref _plan, null, plan) == plan)
            {
                Interlocked.Increment(ref _cuts);
                if (plan.Cut is Cut.BeforeItArrives)
                {
                    return;
                }

                line.IsDeaf = true;
            }

            await server.WriteAsync(buffer.AsMemory(0, length), ct);
        }
    }

    private static async Task DownAsync(NetworkStream server, NetworkStream client, Line line, CancellationToken ct)
    {
        var buffer = new byte[65_536];
        int length;
        while ((length = await server.ReadAsync(buffer, ct)) > 0)
        {
            if (line.IsDeaf)
            {
                return;
            }

            await client.WriteAsync(buffer.AsMemory(0, length), ct);
        }
    }

    private sealed record Plan(byte[] Text, Cut Cut);

    private sealed class Line
    {
        private volatile bool _isDeaf;

        public bool IsDeaf
        {
            get => _isDeaf;
            set => _isDeaf = value;
        }
    }
}
