using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>Two whole processes on one data folder and the same databases, both at work.</summary>
public sealed class When_two_processes_work_on_one_site(StartedSites sites)
{
    /// <summary>
    /// How long the holder of the leases is paused: three times as long as they last, and in <c>./test --full</c> half a minute.
    /// </summary>
    private static readonly int PausedMs = TestRun.IsFull ? 30_000 : 6_000;

    [Fact]
    public Task Both_answer_and_the_one_sees_what_the_other_one_wrote() => TogetherAsync(async (load, _, one, two) =>
    {
        await load.GoesOnAsync(40);
        foreach (var (customer, names) in load.Names.Take(40))
        {
            (await one.GetAsync($"/api/customers/{customer}")).GetProperty("name").GetString().ShouldBe(names[^1]);
            (await two.GetAsync($"/api/customers/{customer}")).GetProperty("name").GetString().ShouldBe(names[^1]);
        }
    });

    [Fact]
    public Task The_work_of_one_that_is_killed_is_taken_over() => TogetherAsync(async (load, first, _, two) =>
    {
        await load.GoesOnAsync(20);
        first.Kill();
        load.Use(two);
        await load.GoesOnAsync(20);
    });

    [Fact]
    public async Task The_work_of_one_that_was_killed_goes_on_long_before_its_leases_expire_also_in_one_that_starts_alone()
    {
        var patient = ("LOCKSTEP_Leases__Duration", "00:10:00");
        await using var site = await sites.CopyAsync(StoreKind.Postgres);
        await using (var killed = ServerProcess.Start(site, patient))
        {
            using var before = await killed.ReadyAsync();
            await before.CreateAsync("before");
            await Reconciliation.QuietAsync(before);
            killed.Kill();
        }

        await using var alone = ServerProcess.Start(site, patient);
        using var after = await alone.ReadyAsync();
        await after.CreateAsync("after");
        await Reconciliation.QuietAsync(after);
        (await after.CountAsync("/api/packages")).ShouldBe(2);
    }

    [Fact]
    public Task The_work_of_one_that_is_paused_is_taken_over_and_when_it_wakes_up_it_spoils_nothing() =>
        TogetherAsync(
            async (load, first, one, two) =>
            {
                await load.GoesOnAsync(20);
                await first.SignalAsync("STOP");
                load.Use(two);
                var pause = new FaultTimer(new Random(TestRun.Seed)).StrikeAsync(PausedMs, PausedMs + 1);
                await Reconciliation.TakenOverAsync(two);
                await pause;
                await first.SignalAsync("CONT");
                load.Use(two, one);
                await load.GoesOnAsync(20);
            });

    [Fact]
    public async Task One_replaces_the_other_under_load_and_nobody_notices()
    {
        await using var site = await sites.CopyAsync(StoreKind.Postgres);
        var old = ServerProcess.Start(site);
        var before = await old.ReadyAsync();
        var (load, import) = (new Load(before), new Import());
        var current = before;
        var working = Task.WhenAll(load.RunAsync(Traffic.Clients), import.UntilDoneAsync(() => current));
        for (var time = 0; time < (TestRun.IsFull ? 6 : 2); time++)
        {
            var young = ServerProcess.Start(site);
            current = await young.ReadyAsync();
            load.Use(before, current);
            await load.GoesOnAsync(20);
            await old.SignalAsync("TERM");
            (await old.ExitAsync()).ShouldBe(0, string.Join('\n', old.Errors));
            load.Use(current);
            await load.GoesOnAsync(20);
            await old.DisposeAsync();
            before.Dispose();
            (old, before) = (young, current);
        }

        load.Enough();
        await working;
        await Reconciliation.CloseAsync(site, before, load, import);
        before.Dispose();
        await old.DisposeAsync();
    }

    /// <summary>Two processes share the work; the second one stays to the end.</summary>
    /// <param name="meanwhile">What happens under load, given the first process and a client of each.</param>
    private async Task TogetherAsync(Func<Load, ServerProcess, Api, Api, Task> meanwhile)
    {
        await using var site = await sites.CopyAsync(StoreKind.Postgres);
        await using var first = ServerProcess.Start(site);
        using var one = await first.ReadyAsync();
        await using var second = ServerProcess.Start(site);
        using var two = await second.ReadyAsync();
        await Traffic.GoesOnAsync(site, [two, one], load => meanwhile(load, first, one, two));
    }
}
