using System.Globalization;
using System.Text;
using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Answers put together from all modules: the overview of a customer with three orders of two lines and its package, or a search over all
/// kinds.
/// </summary>
internal sealed class AggregationBench : IBench
{
    private const double RatioMin = 0.15;
    private const int Customers = 1_000;
    private const int OrdersEach = 3;
    private const int Products = 10;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);
    private readonly Func<int, string> _path;

    private AggregationBench(string name, Func<int, string> path) => (Name, _path) = (name, path);

    public string Name { get; }

    /// <summary>Overviews of a thousand customers in turn.</summary>
    public static AggregationBench OfOverviews() => new(
        "overview", static number => string.Create(CultureInfo.InvariantCulture, $"/api/customers/{number}/overview"));

    /// <summary>Searches for the e-mail addresses of a thousand customers in turn, over all kinds.</summary>
    public static AggregationBench OfSearches() => new(
        "search", static number => string.Create(CultureInfo.InvariantCulture, $"/api/search?q=somebody{number}@example.com"));

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name));
        await Creates.WarmUpAsync(echo);
        await FillAsync(lockstep.Api);
        string[] paths = [.. Enumerable.Range(1, Customers).Select(_path)];
        await GetsAsync(lockstep, paths, WarmUpTime);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            async () => (await GetsAsync(lockstep, paths, options.Time)).PerSecond,
            async () => (await Creates.RunAsync(echo, options.Time)).PerSecond);
        return [new Row(Name, "/s", pairs, Target.RatioAtLeast(RatioMin))];
    }

    private static async Task FillAsync(LockstepApi api)
    {
        for (var number = 1; number <= Products; number++)
        {
            await PostAsync(api, "products", $$"""{"sku":"P{{number}}","name":"Product {{number}}","price":4.95,"stock":1000000}""");
        }

        for (var number = 1; number <= Customers; number++)
        {
            await PostAsync(api, "customers", $$"""{"name":"Somebody Number {{number}}","email":"somebody{{number}}@example.com"}""");
            for (var order = 0; order < OrdersEach; order++)
            {
                var (one, other) = ((number % Products) + 1, ((number + 3) % Products) + 1);
                await PostAsync(
                    api, "orders",
                    $$"""{"customerId":{{number}},"items":[{"productId":{{one}},"quantity":2},{"productId":{{other}},"quantity":1}]}""");
            }
        }
    }

    private static Task PostAsync(LockstepApi api, string resource, FormattableString json) =>
        api.PostAsync($"/api/{resource}", Encoding.UTF8.GetBytes(json.ToString(CultureInfo.InvariantCulture)), "application/json");

    private static async Task<LoadResult> GetsAsync(LockstepServer lockstep, string[] paths, TimeSpan time)
    {
        var requests = PreparedRequests.Gets(paths, await lockstep.Api.TokenAsync());
        var apart = requests.Length / Creates.Connections;
        var load = await ClosedLoop.RunAsync(lockstep.Port, Creates.Connections, time, i => new PreparedRequests(requests, i * apart));
        return load.OrThrow();
    }
}
