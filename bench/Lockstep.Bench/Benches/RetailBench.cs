using System.Diagnostics;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>
/// The import of a year of invoices, half a million lines, with its customers and products, against the sqlite3 shell that reads the file
/// as it is.
/// </summary>
internal sealed class RetailBench : IBench
{
    private const double RatioMax = 15;

    public string Name => "import-orders";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        var file = await RetailFile.OpenAsync(Workspace.Repository, Workspace.NewFolder("online-retail"));
        var pairs = await Interleaved.RunAsync(options.Pairs, () => ImportAsync(options, file), () => ShellAsync(file));
        return [new Row(Name, "s", pairs, Target.RatioAtMost(RatioMax))];
    }

    /// <summary>Into a new data folder each time: a file that is known changes nothing.</summary>
    private async Task<double> ImportAsync(BenchOptions options, RetailFile file)
    {
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name));
        await lockstep.Api.CountAsync("orders");
        var began = Stopwatch.GetTimestamp();
        await Retail.ImportAsync(lockstep, file);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> ShellAsync(RetailFile file)
    {
        var database = Path.Combine(Workspace.NewFolder("shell"), "raw.db");
        var began = Stopwatch.GetTimestamp();
        await Shell.RunAsync(static output => output.CopyToAsync(Stream.Null), database, $".import --csv {file.Path} lines");
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
