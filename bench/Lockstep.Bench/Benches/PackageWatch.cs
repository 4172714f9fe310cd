using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Lockstep.Bench.Load;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Watches for the packages of a sample of the new customers by asking again and again. A sample only: asked for every one, the
/// questions would be the load. Customers whose turn comes late, because all watchers are busy, count with their whole wait.
/// </summary>
internal sealed class PackageWatch : IAsyncDisposable
{
    private const int SampleEvery = 8;
    private const int Watchers = 16;
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);
    private readonly Channel<NewCustomer> _customers = Channel.CreateUnbounded<NewCustomer>();
    private readonly PackageLatencies _latencies = new();
    private readonly HttpConnection[] _connections;
    private readonly Task _watching;
    private readonly string _token;
    private int _answers;

    private PackageWatch(HttpConnection[] connections, string token)
    {
        _connections = connections;
        _token = token;
        _watching = Task.WhenAll(connections.Select(WatchAsync));
    }

    public static async Task<PackageWatch> OpenAsync(int port, string token) => new(await HttpConnection.OpenManyAsync(port, Watchers), token);

    /// <summary>To be told of each answer to a create.</summary>
    public void Answered(long due, int status, HttpConnection connection)
    {
        if (status != 201)
        {
            _customers.Writer.TryComplete(new NotAvailableException($"a create was answered {status}"));
            return;
        }

        _latencies.SendToAnswer.AddSince(due);
        if (Interlocked.Increment(ref _answers) % SampleEvery == 0)
        {
            _customers.Writer.TryWrite(new NewCustomer(Id(connection.Body), due, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>Waits for the packages that are still missing.</summary>
    public async Task<PackageLatencies> FinishAsync()
    {
        _customers.Writer.TryComplete();
        await _watching;
        return _latencies;
    }

    public async ValueTask DisposeAsync()
    {
        _customers.Writer.TryComplete();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Array.ForEach(_connections, connection => connection.Dispose());
    }

    private static long Id(ReadOnlySpan<byte> customer)
    {
        var name = "\"id\":"u8;
        var at = customer.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(customer[(at + name.Length)..], out long id, out _)
            ? id
            : throw new NotAvailableException("the answer to a create has no id");
    }

    private async Task WatchAsync(HttpConnection connection)
    {
        await foreach (var customer in _customers.Reader.ReadAllAsync())
        {
            var request = Encoding.ASCII.GetBytes(RequestText.Get($"/api/packages?customerId={customer.Id}", _token));
            while (!await IsThereAsync(connection, request))
            {
                if (Stopwatch.GetElapsedTime(customer.AnsweredAt) > PatienceMax)
                {
                    throw new NotAvailableException($"customer {customer.Id} has no package after {PatienceMax.TotalSeconds} s");
                }
            }

            _latencies.AnswerToPackage.AddSince(customer.AnsweredAt);
            _latencies.SendToPackage.AddSince(customer.Due);
        }
    }

    private static async ValueTask<bool> IsThereAsync(HttpConnection connection, byte[] request)
    {
        var status = await connection.SendAsync(request);
        return status == 200 ? connection.Body.IndexOf("\"customerId\":"u8) >= 0 : throw new NotAvailableException($"GET /api/packages: {status}");
    }

    private sealed record NewCustomer(long Id, long Due, long AnsweredAt);
}
