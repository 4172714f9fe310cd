using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>
/// Pairs of customers of whom one is merged into the other, every other time to be taken apart again; and what belongs to them.
/// </summary>
internal sealed class Merges
{
    private const int Orders = 2;
    private readonly ConcurrentQueue<(long Loser, long Survivor, long[] Orders)> _pairs = new();

    /// <summary>Settings: a worker that does not wait long.</summary>
    public static void Prepare(Site site) =>
        File.WriteAllText(site.File("lockstep.json"), """{"Merges":{"PollInterval":"00:00:00.100","RetryAfter":"00:00:00.100"}}""");

    public static Task StockUpAsync(Api api) => api.PostAsync("/api/products", new { name = "One", price = 1.5m, stock = 1_000 });

    /// <summary>Merges one pair after the other until the process is gone.</summary>
    public async Task UntilGoneAsync(Api api)
    {
        try
        {
            for (var number = 0; number < 50; number++)
            {
                var (loser, survivor) = (await api.CreateAsync($"Loser {number}"), await api.CreateAsync($"Survivor {number}"));
                var orders = new List<long>();
                while (orders.Count < Orders)
                {
                    var order = await api.PostAsync("/api/orders", new { customerId = loser, items = new[] { new { productId = 1,
                        quantity = 1 } } });
                    orders.Add(order.GetProperty("id").GetInt64());
                }

                _pairs.Enqueue((loser, survivor, [.. orders]));
                await api.PostAsync(Path(loser, "/merge"), new { into = survivor });
                await EndsAsync(api, loser, "done");
                if (number % 2 == 1)
                {
                    await api.PostAsync(Path(loser, "/merge/undo"), new { });
                    await EndsAsync(api, loser, "undone");
                }
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return;
        }

        throw new InvalidOperationException("The process still lives: it never passed the point at which it dies.");
    }

    /// <summary>Every pair is one customer or two, with all of its orders in one place, each moved once for each way it went.</summary>
    public async Task LookAsync(Api api)
    {
        foreach (var (loser, survivor, orders) in _pairs)
        {
            var merges = (await api.GetAsync(Path(loser, "/merge"))).GetProperty("items");
            if (merges.GetArrayLength() > 0)
            {
                await EndsAsync(api, loser, "done", "undone");
            }

            var isOne = merges.GetArrayLength() > 0 && string.Equals(await StateAsync(api, loser), "done", StringComparison.Ordinal);
            var version = merges.GetArrayLength() == 0 ? 1 : isOne ? 2 : 3;
            foreach (var id in orders)
            {
                var order = await api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/orders/{id}"));
                (order.GetProperty("customerId").GetInt64(), order.GetProperty("version").GetInt64()).ShouldBe((isOne ? survivor : loser,
                    version));
            }

            using var answer = await api.Http.GetAsync(Path(loser, ""));
            ((int)answer.StatusCode).ShouldBe(isOne ? 410 : 200);
        }
    }

    private static Task EndsAsync(Api api, long loser, params string[] states) => Eventually.HoldsAsync(async () =>
    {
        var state = await StateAsync(api, loser);
        return states.Contains(state, StringComparer.Ordinal) ? null : $"the merge of customer {loser} is {state}";
    });

    private static async Task<string?> StateAsync(Api api, long loser)
    {
        var merges = (await api.GetAsync(Path(loser, "/merge"))).GetProperty("items");
        return merges.EnumerateArray().Select(static merge => merge.GetProperty("state").GetString()).FirstOrDefault();
    }

    private static string Path(long customer, string rest) => string.Create(CultureInfo.InvariantCulture,
        $"/api/customers/{customer}{rest}");
}
