using System.Diagnostics;
using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>
/// A year of invoices in one page of each report, against one order by its id, as the time that one answer takes: the same question
/// again, and a
/// question that was not asked before each time.
/// </summary>
internal sealed class ReportBench : IBench
{
    private const double RatioMax = 3;
    private const int Connections = 4;
    private const int Ids = 1_000;

    /// <summary>More than are asked in one go: no question comes twice.</summary>
    private const int Questions = 12_000;

    private static readonly string[] Reports =
    [
        "sales?by=month", "sales?by=day", "sales?by=status", "sales?by=country", "sales?by=customer", "sales?by=product",
        "products?rank=best", "products?rank=slow",
        "customers?by=month", "cohorts?format=json", "stock?below=10", "tickets?by=queue", "sync?format=json",
    ];

    private int _asked;
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
        var rows = new List<Row>();
        foreach (var report in Reports)
        {
            var path = $"/api/reports/{report}&{Year}";
            rows.Add(await CompareAsync(options, lockstep, report, () => [path], Target.RatioAtMost(RatioMax)));
        }

        foreach (var report in (string[])["sales?by=month", "sales?by=country", "sales?by=customer", "sales?by=product"])
        {
            rows.Add(await CompareAsync(
                options, lockstep, $"{report}, other days",
                () => [.. Enumerable.Range(_asked += Questions, Questions).Select(number => AnotherQuestion(report, number))], null));
        }

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

    /// <summary>About a year, from another day, and with another number of rows.</summary>
    private static string AnotherQuestion(string report, int number)
    {
        const int Days = 180;
        const int Lengths = 60;
        const int Rows = 50;
        var from = new DateOnly(2010, 9, 1).AddDays(number % Days);
        var to = from.AddDays(335 + (number / Days % Lengths));
        return FormattableString.Invariant(
            $"/api/reports/{report}&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&zone=Europe/London&size={Rows + (number / Days / Lengths)}");
    }

    private static async Task<Row> CompareAsync(
        BenchOptions options, LockstepServer lockstep, string name, Func<string[]> report, Target? target)
    {
        string[] ids = [.. Enumerable.Range(1, Ids).Select(static id => $"/api/orders/{id}")];
        await MillisecondsAsync(lockstep, report(), WarmUpTime);
        await MillisecondsAsync(lockstep, ids, WarmUpTime);
        var pairs = await Interleaved.RunAsync(
            options.Pairs, () => MillisecondsAsync(lockstep, report(), options.Time), () => MillisecondsAsync(lockstep, ids, options.Time));
        return new Row($"report {name}", "ms", pairs, target);
    }

    private static async Task<double> MillisecondsAsync(LockstepServer lockstep, IReadOnlyList<string> paths, TimeSpan time)
    {
        var requests = PreparedRequests.Gets(paths, await lockstep.Api.TokenAsync());
        var load = (await ClosedLoop.RunAsync(
            lockstep.Port, Connections, time, i => new PreparedRequests(requests, i * requests.Length / Connections))).OrThrow();
        return Connections * 1_000 / load.PerSecond;
    }
}
