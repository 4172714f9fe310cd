using System.Diagnostics;
using System.Text;
using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>The first request with an API key, looked up among a hundred thousand keys against among ten thousand.</summary>
internal sealed class KeyBench : IBench
{
    private const double RatioMax = 1.15;
    private const int Many = 100_000;
    private const int Few = 10_000;
    private const int WarmUp = 2_000;

    public string Name => "keys";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var many = await StartFilledAsync(options, Many);
        await using var few = await StartFilledAsync(options, Few);

        // Each key is used once: a second use would find its token remembered.
        var each = (Few - WarmUp) / options.Pairs;
        var (next, apart) = (WarmUp, Many / Few);
        await MillisecondsAsync(many, Enumerable.Range(0, WarmUp).Select(number => number * apart));
        await MillisecondsAsync(few, Enumerable.Range(0, WarmUp));
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            () => MillisecondsAsync(many, Enumerable.Range(next, each).Select(number => number * apart)),
            async () =>
            {
                var milliseconds = await MillisecondsAsync(few, Enumerable.Range(next, each));
                next += each;
                return milliseconds;
            });
        return [new Row("keys: first use, 100,000 vs 10,000", "ms", pairs, Target.RatioAtMost(RatioMax))];
    }

    private static async Task<LockstepServer> StartFilledAsync(BenchOptions options, int keys)
    {
        var folder = Workspace.NewFolder($"keys-{keys}");
        await using (var first = await LockstepServer.StartAsync(options, folder))
        {
            await first.Api.NewKeyAsync();
        }

        KeyFill.Run(Path.Combine(folder, "identity.db"), keys);
        return await LockstepServer.StartAsync(options, folder);
    }

    /// <summary>The time of one request on one connection.</summary>
    private static async Task<double> MillisecondsAsync(LockstepServer server, IEnumerable<int> keys)
    {
        var requests = keys.Select(key =>
                Encoding.ASCII.GetBytes(RequestText.Get("/api/products?size=1", "X-Api-Key", KeyFill.Secret(key)))
            )
            .ToArray();
        var connections = await HttpConnection.OpenManyAsync(server.Port, 1);
        try
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var request in requests)
            {
                var status = await connections[0].SendAsync(request);
                if (status != 200)
                {
                    throw new NotAvailableException($"a key was answered {status}");
                }
            }

            return Stopwatch.GetElapsedTime(began).TotalMilliseconds / requests.Length;
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
            await Generator.LeaveThreadAsync();
        }
    }
}
