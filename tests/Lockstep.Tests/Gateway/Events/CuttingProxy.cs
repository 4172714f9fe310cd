using System.Net;
using System.Net.Sockets;

namespace Lockstep.Tests.Gateway.Events;

/// <summary>
/// Stands between clients and a server, and cuts each connection after a number of bytes that chance gives, in the middle of anything.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _chance;
    private readonly int _bytesMax;
    private readonly Task _accepting;

    /// <param name="target">Where it leads.</param>
    /// <param name="seed">What chance begins with.</param>
    /// <param name="bytesMax">The most bytes that an answer gets through.</param>
    public CuttingProxy(Uri target, int seed, int bytesMax)
    {
        (Target, _chance, _bytesMax) = (target, new Random(seed), bytesMax);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Where connections go that are opened from now on.</summary>
    public Uri Target { get; set; }

    /// <summary>How many it has cut.</summary>
    public int Cuts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var _ = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(Target.Host, Target.Port, _stop.Token);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var asking = client.GetStream().CopyToAsync(server.GetStream(), over.Token);
            await AnswerAsync(server.GetStream(), client.GetStream());
            await over.CancelAsync();
            await asking;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // One of the two has gone.
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        int left;
        lock (_chance)
        {
            left = _chance.Next(1, _bytesMax);
        }

        var buffer = new byte[4_096];
        while (left > 0 && await from.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), _stop.Token) is var count and > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            left -= count;
        }

        Cuts += left == 0 ? 1 : 0;
    }
}
