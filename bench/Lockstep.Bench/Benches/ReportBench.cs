using System.Diagnostics;
using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>A year of invoices in one page of a report, against one order by its id, as the time that one answer takes.</summary>
internal sealed class ReportBench : IBench
{
    private const double RatioMax = 3;
    private const int Connections = 4;
    private const int Ids = 1_000;
    private const string Year = "from=2010-12-01&to=2011-12-10&zone=Europe/London";
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Name => "reports";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        var file = await RetailFile.OpenAsync(Workspace.Repository, Workspace.NewFolder("online-retail"));
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name));
        await Retail.ImportAsync(lockstep, file);
        var behind = await CaughtUpAsync(lockstep);
        Console.Error.WriteLine($"reports  {behind.TotalSeconds:0.0} s behind the import");
        var rows = new List<Row>
        {
            await CompareAsync(options, lockstep, "by=month", Target.RatioAtMost(RatioMax)),
            await CompareAsync(options, lockstep, "by=day", Target.RatioAtMost(RatioMax)),
            await CompareAsync(options, lockstep, "by=country", null),
            await CompareAsync(options, lockstep, "by=product", null),
        };
        return rows;
    }

    /// <summary>How long behind the import its reports have heard of the last order.</summary>
    private static async Task<TimeSpan> CaughtUpAsync(LockstepServer lockstep)
    {
        var began = Stopwatch.GetTimestamp();
        var orders = await lockstep.Api.CountAsync("orders");
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            using var report = await lockstep.Api.GetAsync($"/api/reports/sales?by=status&{Year}");
            var told = report.RootElement.GetProperty("series").EnumerateArray()
                .SelectMany(static series => series.GetProperty("rows").EnumerateArray()).Sum(static row =>
                    row[1].GetInt64() + row[2].GetInt64());
            if (told == orders)
            {
                return Stopwatch.GetElapsedTime(began);
            }

            await Task.Delay(Pause);
        }

        throw new NotAvailableException($"the reports did not hear of all {orders} orders");
    }

    private static async Task<Row> CompareAsync(BenchOptions options, LockstepServer lockstep, string by, Target? target)
    {
        string[] report = [$"/api/reports/sales?{by}&{Year}"];
        string[] ids = [.. Enumerable.Range(1, Ids).Select(static id => $"/api/orders/{id}")];
        await MillisecondsAsync(lockstep, report, WarmUpTime);
        await MillisecondsAsync(lockstep, ids, WarmUpTime);
        var pairs = await Interleaved.RunAsync(
            options.Pairs, () => MillisecondsAsync(lockstep, report, options.Time), () => MillisecondsAsync(lockstep, ids, options.Time));
        return new Row($"report {by}", "ms", pairs, target);
    }

    private static async Task<double> MillisecondsAsync(LockstepServer lockstep, IReadOnlyList<string> paths, TimeSpan time)
    {
        var requests = PreparedRequests.Gets(paths, await lockstep.Api.TokenAsync());
        var load = (await ClosedLoop.RunAsync(lockstep.Port, Connections, time, i => new PreparedRequests(requests, i))).OrThrow();
        return Connections * 1_000 / load.PerSecond;
    }
}
