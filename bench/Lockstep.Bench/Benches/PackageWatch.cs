using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Lockstep.Bench.Load;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Watches for the package of every new customer by asking one connection for the newest packages, again and again. One question at a time,
/// however long the packages take: were each customer asked for, slow packages would bring more questions, which make them slower.
/// </summary>
internal sealed class PackageWatch : IAsyncDisposable
{
    private const int Newest = 50;
    private static readonly TimeSpan OverlookedAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<long, NewCustomer> _waiting = new();
    private readonly PackageLatencies _latencies = new();
    private readonly HttpConnection _connection;
    private readonly string _token;
    private readonly byte[] _question;
    private readonly Task _watching;
    private volatile NotAvailableException? _failed;
    private volatile bool _isOver;

    private PackageWatch(HttpConnection connection, string token)
    {
        _connection = connection;
        _token = token;
        _question = Encoding.ASCII.GetBytes(RequestText.Get($"/api/packages?sort=-updatedAt&size={Newest}", token));
        _watching = Task.Run(WatchAsync);
    }

    public static async Task<PackageWatch> OpenAsync(int port, string token) =>
        new((await HttpConnection.OpenManyAsync(port, 1))[0], token);

    /// <summary>To be told of each answer to a create.</summary>
    public void Answered(long due, int status, HttpConnection connection)
    {
        if (status != 201)
        {
            _failed = new NotAvailableException($"a create was answered {status}");
            return;
        }

        _latencies.SendToAnswer.AddSince(due);
        var customer = new NewCustomer(Id(connection.Body, "\"id\":"u8, out _), due, Stopwatch.GetTimestamp());
        _waiting[customer.Id] = customer;
    }

    /// <summary>Waits for the packages that are still missing.</summary>
    public async Task<PackageLatencies> FinishAsync()
    {
        _isOver = true;
        await _watching;
        return _latencies;
    }

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _connection.Dispose();
    }

    private static long Id(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out int end)
    {
        var at = json.IndexOf(name);
        if (at < 0)
        {
            end = json.Length;
            return 0;
        }

        if (!Utf8Parser.TryParse(json[(at + name.Length)..], out long id, out var length))
        {
            throw new NotAvailableException("an answer has no id where one belongs");
        }

        end = at + name.Length + length;
        return id;
    }

    private async Task WatchAsync()
    {
        while (!_isOver || !_waiting.IsEmpty)
        {
            if (_failed is { } failed)
            {
                throw failed;
            }

            await AskAsync(_question);
            foreach (var customer in _waiting.Values.Where(IsOverlooked).Take(1))
            {
                await AskAsync(Encoding.ASCII.GetBytes(RequestText.Get($"/api/packages?customerId={customer.Id}", _token)));
            }
        }
    }

    /// <summary>Not among the newest, perhaps because more came at once than one question shows.</summary>
    private static bool IsOverlooked(NewCustomer customer)
    {
        var waited = Stopwatch.GetElapsedTime(customer.AnsweredAt);
        return waited < PatienceMax
            ? waited > OverlookedAfter
            : throw new NotAvailableException($"customer {customer.Id} has no package after {PatienceMax.TotalSeconds} s");
    }

    private async Task AskAsync(byte[] question)
    {
        var status = await _connection.SendAsync(question);
        if (status != 200)
        {
            throw new NotAvailableException($"GET /api/packages: {status}");
        }

        Note(_connection.Body);
    }

    private void Note(ReadOnlySpan<byte> packages)
    {
        while (Id(packages, "\"customerId\":"u8, out var end) is var customer and not 0)
        {
            packages = packages[end..];

            // One that is seen before the answer to its customer is noted comes up again in the next answer.
            if (_waiting.TryRemove(customer, out var waited))
            {
                _latencies.AnswerToPackage.AddSince(waited.AnsweredAt);
                _latencies.SendToPackage.AddSince(waited.Due);
            }
        }
    }

    private sealed record NewCustomer(long Id, long Due, long AnsweredAt);
}
