using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lockstep.Tests.Runtime.Outbound;

/// <summary>A server that answers each request with the bytes that a test gives, on one address of the loopback.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, NetworkStream, CancellationToken, Task> _answer;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    private RawServer(IPAddress address, int port, Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        _listener = new TcpListener(address, port);
        _listener.Start();
        _answer = answer;
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections came in.</summary>
    public int Connections => _connections.Count;

    /// <summary>The heads of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static RawServer Start(string answer, string address = "127.0.0.1", int port = 0) =>
        Start((_, stream, ct) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer), ct).AsTask(), address, port);

    public static RawServer Start(
        Func<string, NetworkStream, CancellationToken, Task> answer, string address = "127.0.0.1",
        int port = 0) => new(IPAddress.Parse(address), port, answer);

    /// <summary>A whole answer.</summary>
    public static string Ok(string body, string headers = "") => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        // The loop first: asked to accept once more, a listener that is gone answers with an error that looks like a bug.
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { Length: > 0 } head)
                {
                    Requests.Enqueue(head);
                    await _answer(head, stream, _end.Token);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                // The client hung up, or the test is over.
            }
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _end.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
