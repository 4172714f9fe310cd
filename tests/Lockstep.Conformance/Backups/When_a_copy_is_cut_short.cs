using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Backups;

public sealed class When_a_copy_is_cut_short(ITestOutputHelper output)
{
    private const int Customers = 60;
    private const int LatestMs = 400;
    private static readonly int Kills = TestRun.Times(quick: 3, full: 8, @long: 25);

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task A_backup_that_was_killed_never_has_its_name_and_the_next_one_is_whole(StoreKind store)
    {
        await using var place = new Place(store);
        await FillAsync(place);
        var random = Seeded();
        for (var kill = 0; kill < Kills; kill++)
        {
            var file = place.File($"{kill}.backup");
            await place.KillInTheMiddleAsync(
                () => Task.FromResult(File.Exists($"{file}.unfinished")), Moment(random, kill), "backup", file);
            if (File.Exists(file))
            {
                (await place.RunAsync("backup", "verify", file)).Succeeded();
            }
        }

        var last = place.File("last.backup");
        await File.WriteAllTextAsync(
            $"{last}.unfinished", "what a killed one left behind, longer or shorter than the new one",
            TestContext.Current.CancellationToken);
        (await place.RunAsync("backup", last)).Succeeded();
        (await place.RunAsync("backup", "verify", last)).Succeeded();
        File.Exists($"{last}.unfinished").ShouldBeFalse();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task No_server_starts_on_half_a_restore_and_run_again_it_is_whole(StoreKind store)
    {
        await using var origin = new Place(StoreKind.Sqlite);
        await FillAsync(origin);
        var file = origin.File("all.backup");
        (await origin.RunAsync("backup", file)).Succeeded();
        var random = Seeded();
        var refusals = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var place = new Place(store);
            place.TakeKeyOf(origin);
            await place.KillInTheMiddleAsync(() => IsMarkedAsync(place, store), Moment(random, kill), "restore", file);
            if (await IsMarkedAsync(place, store))
            {
                refusals++;
                (await place.RunAsync("serve")).Refused("has not come to its end");
                (await place.RunAsync("restore", file)).Succeeded();
            }
        }

        refusals.ShouldBeGreaterThan(0, "none was cut short in the middle");
        output.WriteLine($"{refusals} of {Kills} were cut short in the middle");
        await using var last = new Place(store);
        last.TakeKeyOf(origin);
        (await last.RunAsync("restore", file)).Succeeded();
        using var api = await last.ServeAsync();
        await Reconciliation.QuietAsync(api);
        (await api.CountAsync("/api/customers")).ShouldBe(Customers);
    }

    private static async Task FillAsync(Place place)
    {
        using var api = await place.ServeAsync();
        for (var number = 0; number < Customers; number++)
        {
            await api.CreateAsync($"customer {number}");
        }

        await Reconciliation.QuietAsync(api);
        await place.StopAsync();
    }

    private static async Task<bool> IsMarkedAsync(Place place, StoreKind store) => store is StoreKind.Sqlite
        ? File.Exists(place.File("restore.unfinished"))
        : await place.HasMarkAsync();

    /// <summary>Every second time at once: the rest may take less than the latest moment.</summary>
    private static TimeSpan Moment(Random random, int kill) => TimeSpan.FromMilliseconds(kill % 2 == 0 ? 0 : random.Next(LatestMs));

    private Random Seeded()
    {
        output.WriteLine($"LOCKSTEP_TEST_SEED={TestRun.Seed}");
        return new Random(TestRun.Seed);
    }
}
