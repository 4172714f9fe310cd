using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>
/// Consumers that take orders over, and what they were answered: in the end each order is in the books of one of them, and of one only.
/// </summary>
internal sealed class Pulls
{
    private const int Limit = 5;
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<long, string> _takers = new();
    private readonly ConcurrentDictionary<(long Order, string Consumer), long> _asked = new();
    private readonly ConcurrentDictionary<long, bool> _placed = new();
    private int _pulls;

    /// <summary>How many orders were acknowledged with 200.</summary>
    public int Taken => _takers.Count;

    /// <summary>Settings under which orders in dead hands are soon handed out again.</summary>
    public static void Hurry(Site site) => File.WriteAllText(
        site.File("lockstep.json"),
        """{"Orders":{"PullTimeout":"00:00:01","PullLookInterval":"00:00:00.050","SweepAfter":"00:00:00.500","SweepInterval":"00:00:00.200","PollInterval":"00:00:00.100"}}""");

    public static Task StockUpAsync(Api api) => api.PostAsync("/api/products", new { name = "One", price = 1.5m, stock = 1_000_000 });

    /// <summary>Places orders and takes them over, as several consumers, until the process is gone.</summary>
    public Task UntilGoneAsync(Api api, params string[] consumers) =>
        Task.WhenAll(
            consumers
                .Select(consumer => Task.Run(() => AgainAsync(() => TakeSomeAsync(api, consumer))))
                .Append(Task.Run(() => AgainAsync(() => PlaceAsync(api)))));

    /// <summary>Places so many orders.</summary>
    public async Task PlaceAsync(Api api, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await PlaceAsync(api);
        }
    }

    /// <summary>Pulls as one consumer and acknowledges what it gets, but now and then forgets to, as one that died.</summary>
    public async Task TakeSomeAsync(Api api, string consumer)
    {
        var handed = await PullAsync(api, consumer);
        if (Interlocked.Increment(ref _pulls) % 4 == 0)
        {
            return;
        }

        foreach (var one in handed)
        {
            await AckAsync(api, one, consumer);
        }
    }

    /// <summary>What a consumer is handed.</summary>
    public static async Task<IReadOnlyList<(long Order, long Token)>> PullAsync(Api api, string consumer, int limit = Limit)
    {
        var page = await api.PostAsync($"/api/orders/pull?limit={limit}&consumer={consumer}", new { });
        return [.. page.GetProperty("items").EnumerateArray().Select(item => (
            item.GetProperty("order").GetProperty("id").GetInt64(), item.GetProperty("token").GetInt64()))];
    }

    /// <summary>Acknowledges an order under the token of its hand-out; false when it is another's.</summary>
    public async Task<bool> AckAsync(Api api, (long Order, long Token) handed, string consumer)
    {
        var (order, token) = handed;
        _asked.AddOrUpdate((order, consumer), token, (_, before) => Math.Max(before, token));
        using var answer = await api.Http.PostAsJsonAsync($"/api/orders/{order}/ack", new { consumer, token });
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
        if (answer.StatusCode is HttpStatusCode.OK)
        {
            _takers.GetOrAdd(order, consumer).ShouldBe(consumer, $"order {order} was taken by two");
        }

        return answer.StatusCode is HttpStatusCode.OK;
    }

    /// <summary>
    /// Goes on until every order is in somebody's books, then sends every acknowledgement once more: none of them counts for a second
    /// consumer.
    /// </summary>
    public async Task EndWellAsync(Api api, params string[] consumers)
    {
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var consumer in consumers)
            {
                await TakeSomeAsync(api, consumer);
            }

            var left = await api.CountAsync("/api/orders?status=NEW");
            return left == 0 ? null : $"{left} orders are still NEW";
        });
        foreach (var ((order, consumer), token) in _asked)
        {
            await AckAsync(api, (order, token), consumer);
        }

        var orders = await api.AllAsync("/api/orders");
        orders.ShouldAllBe(order => order.GetProperty("status").GetString() == "PROCESSING");
        orders.ShouldAllBe(order => order.GetProperty("version").GetInt64() == 2);
        orders
            .Select(order => order.GetProperty("id").GetInt64())
            .Except(_takers.Keys)
            .ShouldBeEmpty("orders that nobody has in the books");
        _placed.Keys.Except(orders.Select(order => order.GetProperty("id").GetInt64())).ShouldBeEmpty();
    }

    private static async Task AgainAsync(Func<Task> work)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(startedAt) < LongestLife)
        {
            try
            {
                await work();
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return;
            }
        }

        throw new InvalidOperationException(
            $"After {LongestLife.TotalSeconds} s the process still lives: it never passed the point at which it dies.");
    }

    private async Task PlaceAsync(Api api)
    {
        var order = await api.PostAsync("/api/orders", new { items = new[] { new { productId = 1, quantity = 1 } } });
        _placed[order.GetProperty("id").GetInt64()] = true;
    }
}
