using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>
/// As many customers as the dialect of the ERP takes at once, against the native import of as many. Each has people of its own.
/// </summary>
internal sealed class DialectImportBench : IBench
{
    private const int Rows = 5_000;

    /// <summary>At most one and a half times as long.</summary>
    private const double RatioMin = 1 / 1.5;

    public string Name => "dialect-import";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name));
        var pairs = new List<Pair>();
        for (var pair = 0; pair <= options.Pairs; pair++)
        {
            var customers = $$"""{"customers":[{{Lines("d", pair, ",")}}]}""";
            var dialect = await RateAsync(lockstep, "/api/integrations/import/customers", "application/json", customers);
            var native = await RateAsync(lockstep, "/api/customers/import", "application/x-ndjson", Lines("n", pair, "\n"));
            pairs.Add(new Pair(dialect, native));
        }

        // The first one warms up.
        return [new Row(Name, "rows/s", pairs[1..], Target.RatioAtLeast(RatioMin))];
    }

    private static string Lines(string set, int pair, string between) => string.Join(between, Enumerable.Range(1, Rows).Select(number =>
    {
        var person = Person.Number(number, $"{set}{pair}");
        return JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = person.Name, ["email"] = person.Email, ["phone"] = person.Phone,
        });
    }));

    private static async Task<double> RateAsync(LockstepServer lockstep, string path, string mediaType, string body)
    {
        var before = await lockstep.Api.CountAsync("customers");
        var began = Stopwatch.GetTimestamp();
        await lockstep.Api.PostAsync(path, Encoding.UTF8.GetBytes(body), mediaType);
        var rate = Rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var added = await lockstep.Api.CountAsync("customers") - before;
        return added == Rows ? rate : throw new NotAvailableException($"{added} of {Rows} rows were imported");
    }
}
