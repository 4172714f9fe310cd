using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>The server crashes, or a connection to it breaks in the middle of a commit, while clients and an import are at work.</summary>
public sealed class When_the_database_server_is_lost(PostgresInstance server) : IClassFixture<PostgresInstance>
{
    private static readonly int Times = TestRun.Times(quick: 3, full: 5, @long: 20);

    /// <summary>What the commits in the life of a change write, in its order.</summary>
    private static readonly string[] Steps =
    [
        "insert into customers ", "update customers ", "with taken as ", "insert into deliveries ", "insert into packages ",
        "insert into attempts ", "insert into audit ",
    ];

    public static TheoryData<Cut> Cuts() => [Cut.BeforeItArrives, Cut.OnItsWay, Cut.BeforeItsAnswer];

    [Fact]
    public async Task A_crash_of_the_server_costs_requests_time_and_nothing_else()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await using var process = ServerProcess.Start(site);
        using var api = await process.ReadyAsync();
        await Traffic.GoesOnAsync(site, [api], async load =>
        {
            for (var time = 0; time < Times; time++)
            {
                await load.GoesOnAsync(20);
                await server.StopAsync(isCrash: true);
                await server.StartAsync();
            }
        });
    }

    [Fact]
    public async Task An_outage_longer_than_its_patience_is_answered_503_and_over_when_the_server_is_back()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await using var process = ServerProcess.Start(site, ("LOCKSTEP_Postgres__OutageMax", "00:00:00.200"));
        using var api = await process.ReadyAsync();
        var load = await Traffic.GoesOnAsync(site, [api], async load =>
        {
            await load.GoesOnAsync(20);
            await server.StopAsync(isCrash: true);
            var before = load.Repeats;
            await Eventually.HoldsAsync(() => load.Repeats > before + Traffic.Clients, "nobody was told to come again");
            await server.StartAsync();
        });
        load.Repeats.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_connection_that_breaks_about_a_commit_loses_and_doubles_nothing(Cut cut)
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await using var proxy = new PostgresProxy(server.Connection);
        await using var process = ServerProcess.Start(site, ("LOCKSTEP_POSTGRES", proxy.By(site.Databases.Connection)));
        using var api = await process.ReadyAsync();
        await Traffic.GoesOnAsync(site, [api], async load =>
        {
            for (var time = 0; time < Times; time++)
            {
                foreach (var step in Steps)
                {
                    await proxy.CutCommitAsync(cut, step);
                }

                await load.GoesOnAsync(5);
            }
        });
    }

    /// <summary>The moment between COMMIT and its answer: the process dies without ever knowing.</summary>
    [Fact]
    public async Task A_process_that_dies_before_it_hears_of_its_commits_loses_and_doubles_nothing()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await using var proxy = new PostgresProxy(server.Connection);
        var (load, import) = (new Load(), new Import());
        Task? working = null;
        foreach (var step in Steps)
        {
            await using var process = ServerProcess.Start(site, ("LOCKSTEP_POSTGRES", proxy.By(site.Databases.Connection)));
            using var api = await process.ReadyAsync();
            load.Use(api);
            working ??= load.RunAsync(Traffic.Clients);
            await Task.WhenAny(working, Task.WhenAll(import.RunAsync(api), proxy.CutCommitAsync(Cut.HoldAnswer, step)));
            await process.DieAsync();
        }

        await using var last = ServerProcess.Start(site);
        using var after = await last.ReadyAsync();
        load.Use(after);
        load.Enough();
        await working!;
        await import.UntilDoneAsync(() => after);
        await Reconciliation.CloseAsync(site, after, load, import);
    }
}
