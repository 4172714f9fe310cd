using System.Diagnostics;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>The import of a CSV file against bare inserts of the same rows. Each pair has rows of its own: a file that is known changes nothing.</summary>
internal sealed class ImportBench : IBench
{
    private const double RatioMin = 0.25;
    private const int Rows = 100_000;
    private const int WarmUpRows = 20_000;

    public string Name => "import";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name));
        using var inserts = new BareInserts(Path.Combine(Workspace.NewFolder("bare-inserts"), "bare.db"));
        var warmUp = new ImportFile("warmup", WarmUpRows);
        await ImportAsync(lockstep, warmUp);
        Insert(inserts, warmUp, 0);
        var pairs = new List<Pair>();
        for (var i = 1; i <= options.Pairs; i++)
        {
            var file = new ImportFile($"import{i}", Rows);
            pairs.Add(new Pair(await ImportAsync(lockstep, file), Insert(inserts, file, i)));
        }

        return [new Row(Name, "rows/s", pairs, Target.RatioAtLeast(RatioMin))];
    }

    private static async Task<double> ImportAsync(LockstepServer lockstep, ImportFile file)
    {
        var before = await lockstep.Api.CountAsync("customers");
        var began = Stopwatch.GetTimestamp();
        await lockstep.Api.PostAsync("/api/customers/import?source=bench", file.Csv, "text/csv");
        var rate = file.Rows.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var added = await lockstep.Api.CountAsync("customers") - before;
        return added == file.Rows.Count ? rate : throw new NotAvailableException($"{added} of {file.Rows.Count} rows were imported");
    }

    private static double Insert(BareInserts inserts, ImportFile file, int import)
    {
        var began = Stopwatch.GetTimestamp();
        inserts.Insert(file, import);
        return file.Rows.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
