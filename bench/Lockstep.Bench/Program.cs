using Lockstep.Bench;
using Lockstep.Bench.Benches;
using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

if (args is ["echo", "--port", var port])
{
    await Echo.RunAsync(Echo.Port(port));
    return 0;
}

if (args is ["open-and-closed"])
{
    await OpenAndClosed.RunAsync();
    return 0;
}

IBench[] all =
[
    new SelfBench(), new CreateBench(flows: false), new CreateBench(flows: true), new LatencyBench(postgres: false), new SustainedBench(),
    new StreamBench(postgres: false), new GetBench(), new AuthBench(), new KeyBench(), new ListBench(),
    new TicketListBench(), new ImportBench(postgres: false), new DialectImportBench(), new OrderBench(), new PullBench(),
    AggregationBench.OfOverviews(), AggregationBench.OfSearches(),
    new WebhookBench(), new ReplayBench(), new PendingBench(),
    new MappingBench(), new ExportBench(), new RetailBench(), new ReportBench(), new StartBench(),
    new PostgresCreateBench(), new LatencyBench(postgres: true), new ImportBench(postgres: true),
    new StreamBench(postgres: true), new PostgresListBench(), new HistoryBench(),
];

BenchOptions options;
IBench[] chosen;
try
{
    options = BenchOptions.Parse(args);
    chosen =
        options.Names.Count == 0
            ? all
            :
            [
                .. options.Names.Select(name =>
                    all.FirstOrDefault(bench => string.Equals(bench.Name, name, StringComparison.Ordinal))
                    ?? throw new FormatException($"There is no bench {name}.")
                ),
            ];
}
catch (FormatException error)
{
    Console.Error.WriteLine($"{error.Message}\n\n{BenchOptions.Usage}\n\nBenches: {string.Join(", ", all.Select(bench => bench.Name))}");
    return 2;
}

Generator.UseOneThread();
Workspace.Clean();
Console.WriteLine(Machine.Describe());
if (options.SyncMilliseconds > 0)
{
    options = options.With(await SlowDisk.BuildAsync(options.SyncMilliseconds));
    Console.WriteLine($"slowed   each sync of Lockstep takes {options.SyncMilliseconds} ms longer");
}

Console.WriteLine($"pairs    {options.Pairs}, interleaved; {options.Time.TotalSeconds} s of load on each side\n");
var report = new Report();
foreach (var bench in chosen)
{
    Console.Error.WriteLine($"{bench.Name} …");
    try
    {
        foreach (var row in await bench.RunAsync(options))
        {
            report.Add(row);
        }
    }
    catch (Exception error)
        when (error is NotAvailableException or IOException or System.Net.Sockets.SocketException or HttpRequestException)
    {
        report.AddNotAvailable(bench.Name, error.Message);
    }
}

Console.WriteLine(report);
return 0;
