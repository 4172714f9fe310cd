using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>
/// Orders that clients placed and moved along, and what they were answered: orders and stock must say the same in the end.
/// </summary>
internal sealed class Purchases
{
    private const long Stock = 1_000_000;
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(60);
    private static readonly string[] Holding = ["NEW", "PROCESSING"];
    private static readonly string[] Gone = ["SHIPPED"];
    private readonly ConcurrentDictionary<string, long> _answered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>Settings under which nobody waits long for what a crash left behind.</summary>
    public static void Hurry(Site site) => File.WriteAllText(
        site.File("lockstep.json"), """{"Orders":{"SweepAfter":"00:00:00.500","SweepInterval":"00:00:00.200","RepeatAfter":"00:00:00.500","PollInterval":"00:00:00.100"}}""");

    /// <summary>Makes the two products that every order has.</summary>
    public static async Task StockUpAsync(Api api)
    {
        foreach (var name in new[] { "One", "Two" })
        {
            await api.PostAsync("/api/products", new { name, price = 1.5m, stock = Stock });
        }
    }

    /// <summary>Places orders over several connections, ships some and cancels some, until the process is gone.</summary>
    public Task UntilGoneAsync(Api api, int connections) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => OneByOneAsync(api))));

    /// <summary>Asks again, with the same keys, for every order whose answer was lost, and for one that was answered.</summary>
    public async Task RepeatAsync(Api api)
    {
        foreach (var key in _asked.Keys.Except(_answered.Keys, StringComparer.Ordinal).ToList())
        {
            _answered[key] = await PlaceAsync(api, key);
        }

        if (_answered.FirstOrDefault() is { Key: not null } known)
        {
            (await PlaceAsync(api, known.Key)).ShouldBe(known.Value, "a repeat gets the first answer again");
        }
    }

    /// <summary>
    /// Waits until the stock is what the orders say: reserved for those that hold it, gone with those that were shipped, and nothing held
    /// for orders that do not exist. Each key has led to one order.
    /// </summary>
    public async Task BalanceAsync(Api api)
    {
        var orders = await api.AllAsync("/api/orders");
        _answered
            .Values.Except(orders.Select(order => order.GetProperty("id").GetInt64()))
            .ShouldBeEmpty("orders were answered 201 and are not there");
        orders
            .GroupBy(order => order.GetProperty("externalId").GetString(), StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .ShouldBeEmpty("keys led to two orders");
        foreach (var product in new[] { 1, 2 })
        {
            var (held, gone) = (Units(orders, product, Holding), Units(orders, product, Gone));
            await Eventually.HoldsAsync(async () =>
            {
                var stock = await api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/products/{product}/stock"));
                var (onHand, reserved) = (stock.GetProperty("onHand").GetInt64(), stock.GetProperty("reserved").GetInt64());
                return onHand == Stock - gone && reserved == held
                    ? null
                    : $"product {product}: {onHand} on hand and {reserved} reserved; the orders say {Stock - gone} and {held}";
            });
        }
    }

    private static long Units(IEnumerable<JsonElement> orders, long product, string[] statuses) => orders
        .Where(order => statuses.Contains(order.GetProperty("status").GetString(), StringComparer.Ordinal))
        .SelectMany(order => order.GetProperty("items").EnumerateArray())
        .Where(item => item.GetProperty("productId").GetInt64() == product)
        .Sum(item => item.GetProperty("quantity").GetInt64());

    private async Task OneByOneAsync(Api api)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(startedAt) < LongestLife)
        {
            var number = Interlocked.Increment(ref _number);
            var key = $"order {number}";
            _asked[key] = true;
            try
            {
                var id = _answered[key] = await PlaceAsync(api, key);
                await GoOnAsync(api, id, number % 3);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return;
            }
        }

        throw new InvalidOperationException($"After {LongestLife.TotalSeconds} s and {_answered.Count} orders the process still lives: it "
            + "never passed the point at which it dies.");
    }

    /// <summary>One order in three is shipped, one is cancelled, one stays.</summary>
    private static async Task GoOnAsync(Api api, long id, int way)
    {
        string[] steps = way switch { 0 => ["processing", "shipped"], 1 => ["cancelled"], _ => [] };
        foreach (var status in steps)
        {
            using var answer = await api.Http.PutAsJsonAsync($"/api/orders/{id}/status", new { status });
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static async Task<long> PlaceAsync(Api api, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders")
        {
            Content = JsonContent.Create(
                new { externalId = key, items = new[] { new { productId = 1, quantity = 2 }, new { productId = 2, quantity = 1 } } }),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await api.Http.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, body.ToString());
        return body.GetProperty("id").GetInt64();
    }
}
