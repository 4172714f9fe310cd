using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Lockstep.Bench.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection over a bare socket: sends ready-made bytes and reads the answer; one request at a time.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[16 * 1024];
    private Response _response;

    private HttpConnection()
    {
    }

    /// <summary>The body of the last answer, until the next request.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_response.BodyStart, _response.BodyLength);

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    public static async Task<HttpConnection[]> OpenManyAsync(int port, int count)
    {
        var connections = new HttpConnection[count];
        for (var i = 0; i < count; i++)
        {
            connections[i] = await OpenAsync(port);
        }

        return connections;
    }

    /// <summary>Sends a request and returns the status of its answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        var sent = 0;
        while (sent < request.Length)
        {
            sent += await _socket.SendAsync(request[sent..]);
        }

        var received = 0;
        while (true)
        {
            if (received == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = await _socket.ReceiveAsync(_buffer.AsMemory(received));
            if (read == 0)
            {
                throw new IOException("The server closed a connection in the middle of an answer.");
            }

            received += read;
            if (Response.TryRead(_buffer.AsSpan(0, received), out _response))
            {
                return _response.Status;
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
