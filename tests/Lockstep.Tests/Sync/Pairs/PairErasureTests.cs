using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>Somebody who is erased is no longer in what both sides agreed on, nor in what they differ in.</summary>
[RunsOnEachStore]
public sealed class PairErasureTests
{
    [Fact]
    public async Task An_erasure_empties_bases_and_conflicts_and_what_the_other_system_still_has_is_not_kept_anew()
    {
        await using var site = await PairSite.StartAsync(PairRingTests.CrmShop);
        var id = await site.App.AddCustomerAsync("""{ "name": "Zuleika", "email": "z@example.com" }""");
        await site.LinksAsync(1);
        await site.QuietAsync();
        site.Shop.Faults.Add(new Fault { What = FaultKind.Refuse });
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{ "name": "Zuleika D" }""");
        site.Shop.Records.Change("customers", "1", new JsonObject { ["name"] = "Zuleika Dobson" });
        site.Shop.Faults.Clear();
        await site.ConflictsAsync(1);
        (await KeptAsync(site)).ShouldBeGreaterThan(0);
        (await site.App.GetAsync($"/api/customers/{id}/export")).Body!["linkedRecords"]!.AsArray().ShouldHaveSingleItem()!["recordId"]!.ToString()
            .ShouldBe("1");
        var erased = await site.App.PostAsync($"/api/customers/{id}/erase", "");
        (erased.Status, (long)erased.Body!["records"]!["links"]!).ShouldBe((200, 1));
        JsonArray open = [];
        await TestApp.EventuallyAsync(
            async () => (open = (await site.App.GetAsync("/api/sync/conflicts?state=open")).Items) is [{ } one]
                && (string?)one["kind"] is "deleted",
            "a person is asked whether the shop's customer goes too");
        await site.QuietAsync();
        (await KeptAsync(site)).ShouldBe(0);
        (await site.App.PostAsync($"/api/sync/conflicts/{open[0]!["id"]}/decide", """{ "take": "left" }""")).Status.ShouldBe(200);
        await site.CustomersAsync(static all => all.Count == 0, "it goes");
    }

    private static async Task<long> KeptAsync(PairSite site) =>
        await site.App.Services.GetRequiredKeyedService<IStore>("sync").ReadAsync(reader => reader.FirstAsync(
            """
            select (select count(*) from pair_links
                where left_base like $1 or right_base like $1 or left_sent like $1 or right_sent like $1)
              + (select count(*) from pair_conflicts where base like $1 or left_value like $1 or right_value like $1)
              + (select count(*) from deliveries where payload like $1 or message like $1)
            """,
            static row => row.Int64(0), "%Zuleika%"));
}
