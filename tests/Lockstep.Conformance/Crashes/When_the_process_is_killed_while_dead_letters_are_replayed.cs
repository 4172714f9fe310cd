using System.Net.Http.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>How far a replay has come, and the deliveries that it has put back, are one commit: the process may die about it.</summary>
public sealed class When_the_process_is_killed_while_dead_letters_are_replayed(StartedSites sites)
{
    private const int Customers = 12;

    private const string Flow =
        """
        name: needs-organisation
        from: { system: crm, kind: customer, on: [created] }
        to: { system: inventory, kind: package }
        map: { customerId: id, customerName: organisation }
        set: { kind: parcel }
        """;

    public static TheoryData<StoreKind, string> Kills => KillPlan.WhileDeadLettersAreReplayed.OnEachStore;

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task The_replay_goes_on_where_it_was_and_puts_none_back_twice(StoreKind store, string fuse)
    {
        await using var site = await sites.CopyAsync(store);
        await File.WriteAllTextAsync(site.File("flows/needs-organisation.yaml"), Flow, TestContext.Current.CancellationToken);
        File.Delete(site.File("flows/welcome-package.yaml"));
        await DieOffAsync(site);
        long replay;
        await using (var dying = ServerProcess.StartFaulty(site, fuse))
        {
            using var api = await dying.ReadyAsync();
            var begun = await api.PostAsync("/api/sync/replays", new { all = true, payload = "current", perSecond = 20 });
            replay = begun.GetProperty("id").GetInt64();
            (await dying.ExitAsync()).ShouldBe(ServerProcess.Killed, fuse);
        }

        await site.EndLeasesAsync();
        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        await Eventually.HoldsAsync(async () =>
        {
            var state = await after.GetAsync($"/api/sync/replays/{replay}");
            return state.GetProperty("state").GetString() is "finished" && state.GetProperty("done").GetInt64() == Customers
                && state.GetProperty("replayed").GetInt64() == Customers ? null : state.ToString();
        });
        (await after.CountAsync("/api/sync/dead-letters")).ShouldBe(0);
        (await after.CountAsync("/api/packages")).ShouldBe(Customers);
        (await after.AllAsync("/api/sync/deliveries")).Select(static one => one.GetProperty("replays").GetInt64())
            .ShouldAllBe(static replays => replays == 1);
    }

    /// <summary>Customers that become dead letters, and are mended.</summary>
    private static async Task DieOffAsync(Site site)
    {
        await using var process = ServerProcess.Start(site);
        using var api = await process.ReadyAsync();
        var ids = new List<long>();
        for (var number = 1; number <= Customers; number++)
        {
            ids.Add(await api.CreateAsync($"Customer {number}"));
        }

        await Eventually.HoldsAsync(
            async () => await api.CountAsync("/api/sync/dead-letters") == Customers ? null : "not all of them are dead letters");
        foreach (var id in ids)
        {
            using var answer = await api.Http.PatchAsJsonAsync($"/api/customers/{id}", new { organisation = "Ltd" });
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }

        await process.SignalAsync("TERM");
        (await process.ExitAsync()).ShouldBe(0);
    }
}
