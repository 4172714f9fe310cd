using System.Diagnostics;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>
/// The import of a CSV file against bare inserts of the same rows, or on PostgreSQL against COPY. Each pair has rows of its own: a file
/// that is known changes nothing.
/// </summary>
internal sealed class ImportBench(bool postgres) : IBench
{
    private const double RatioMin = 0.25;
    private const int Rows = 100_000;
    private const int WarmUpRows = 20_000;

    public string Name => postgres ? "pg-import" : "import";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var server = postgres ? await PostgresServer.StartAsync() : null;
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name), postgres: server);
        var yardsticks = await YardsticksAsync(server);
        var warmUp = new ImportFile("warmup", WarmUpRows);
        await ImportAsync(lockstep, warmUp);
        foreach (var yardstick in yardsticks)
        {
            await InsertAsync(yardstick.Rows, warmUp, 0);
        }

        var measured = yardsticks.ConvertAll(_ => new List<Pair>());
        for (var i = 1; i <= options.Pairs; i++)
        {
            var file = new ImportFile($"import{i}", Rows);
            var import = await ImportAsync(lockstep, file);
            for (var one = 0; one < yardsticks.Count; one++)
            {
                measured[one].Add(new Pair(import, await InsertAsync(yardsticks[one].Rows, file, i)));
            }
        }

        yardsticks.ForEach(yardstick => yardstick.Rows.Dispose());
        return [.. yardsticks.Select((yardstick, one) => new Row(yardstick.Name, "rows/s", measured[one], yardstick.Target))];
    }

    private async Task<List<(string Name, IBareRows Rows, Target? Target)>> YardsticksAsync(PostgresServer? server) => server is null
        ? [(Name, new BareInserts(Path.Combine(Workspace.NewFolder("bare-inserts"), "bare.db")), Target.RatioAtLeast(RatioMin))]
        :
        [
            ($"{Name}: vs COPY of what it leaves", await BareCopy.CreateAsync(server, plain: false), Target.RatioAtLeast(RatioMin)),
            ($"{Name}: vs COPY of the file", await BareCopy.CreateAsync(server, plain: true), null),
        ];

    private static async Task<double> ImportAsync(LockstepServer lockstep, ImportFile file)
    {
        var before = await lockstep.Api.CountAsync("customers");
        var began = Stopwatch.GetTimestamp();
        await lockstep.Api.PostAsync("/api/customers/import?source=bench", file.Csv, "text/csv");
        var rate = file.Rows.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var added = await lockstep.Api.CountAsync("customers") - before;
        return added == file.Rows.Count ? rate : throw new NotAvailableException($"{added} of {file.Rows.Count} rows were imported");
    }

    private static async Task<double> InsertAsync(IBareRows inserts, ImportFile file, int import)
    {
        var insert = inserts.Prepare(file, import);
        var began = Stopwatch.GetTimestamp();
        await insert();
        return file.Rows.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
