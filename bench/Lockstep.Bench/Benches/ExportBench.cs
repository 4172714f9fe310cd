using System.Diagnostics;
using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>The export of all orders over HTTP against the sqlite3 shell that writes the same columns of the same table as CSV.</summary>
internal sealed class ExportBench : IBench
{
    private const double RatioMin = 0.3;
    private const int Rows = 500_000;

    private const string Columns =
        "id, customer_id, status, total, created_at, placed_at, updated_at, kind, external_id, customer_name, currency, reference, version";

    public string Name => "export";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        var folder = Workspace.NewFolder(Name);
        var file = Path.Combine(folder, "orders.db");
        await (await LockstepServer.StartAsync(options, folder)).DisposeAsync();
        OrderFill.Run(file, Rows);
        await using var lockstep = await LockstepServer.StartAsync(options, folder);
        await ExportAsync(lockstep);
        await ShellAsync(file);
        var pairs = await Interleaved.RunAsync(options.Pairs, () => ExportAsync(lockstep), () => ShellAsync(file));
        return [new Row(Name, "rows/s", pairs, Target.RatioAtLeast(RatioMin))];
    }

    private static async Task<double> ExportAsync(LockstepServer lockstep)
    {
        var began = Stopwatch.GetTimestamp();
        return Rate(await lockstep.Api.DownloadAsync("/api/orders/export"), began);
    }

    private static async Task<double> ShellAsync(string file)
    {
        var began = Stopwatch.GetTimestamp();
        var lines = 0L;
        await Shell.RunAsync(
            async output => lines = await Lines.CountAsync(output), "-csv", "-header", file, $"select {Columns} from orders order by id");
        return Rate(lines, began);
    }

    private static double Rate(long lines, long began)
    {
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return lines == Rows + 1 ? Rows / seconds : throw new NotAvailableException($"{lines} lines instead of {Rows + 1}");
    }
}
