using System.Text.Json;
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
        var (id, _) = await ConflictAsync(site);
        (await KeptAsync(site)).ShouldBeGreaterThan(0);
        (await site.App.GetAsync($"/api/customers/{id}/export")).Body!["linkedRecords"]!.AsArray().ShouldHaveSingleItem()!["recordId"]!
            .ToString().ShouldBe("1");
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

    [Theory]
    [InlineData("""{ "take": "base" }""")]
    [InlineData("""{ "take": "value", "value": "Zuleika X" }""")]
    public async Task A_decision_whose_value_is_erased_before_it_is_carried_out_is_asked_for_again(string decision)
    {
        await using var site = await PairSite.StartAsync(PairRingTests.CrmShop);
        var (id, conflict) = await ConflictAsync(site);
        site.Shop.Faults.Add(new Fault { What = FaultKind.Refuse });
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", decision)).Status.ShouldBe(200);
        (await CountAsync(site, "state = 'decided' and decision is not null")).ShouldBe(1);
        (await site.App.PostAsync($"/api/customers/{id}/erase", "")).Status.ShouldBe(200);
        (await CountAsync(site, "kind = 'field' and state = 'open' and decision is null")).ShouldBe(1);
    }

    /// <summary>A customer whose name was changed on both sides.</summary>
    private static async Task<(long Id, JsonNode Conflict)> ConflictAsync(PairSite site)
    {
        var id = await site.App.AddCustomerAsync("""{ "name": "Zuleika", "email": "z@example.com" }""");
        await site.LinksAsync(1);
        await site.QuietAsync();
        site.Shop.Faults.Add(new Fault { What = FaultKind.Refuse });
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{ "name": "Zuleika D" }""");
        site.Shop.Records.Change("customers", "1", new JsonObject { ["name"] = "Zuleika Dobson" });
        site.Shop.Faults.Clear();
        return (id, (await site.ConflictsAsync(1))[0]!);
    }

    private static async Task<long> CountAsync(PairSite site, string which) =>
        await StoreOf(site).ReadAsync(reader => reader.FirstAsync(
            $"select count(*) from pair_conflicts where {which}", static row => row.Int64(0)));

    [Fact]
    public async Task An_erasure_reaches_flows_that_are_off_creates_that_are_open_and_whatever_names_the_person_last()
    {
        await using var site = await PairSite.StartAsync(PairRingTests.CrmShop);
        var id = await site.App.AddCustomerAsync("""{ "name": "Zuleika", "email": "z@example.com" }""");
        await site.LinksAsync(1);
        await site.QuietAsync();
        var text = PairRingTests.CrmShop + "\nenabled: false\n";
        (await site.App.PostAsync("/api/sync/flows/apply", JsonSerializer.Serialize(new { text }))).Status.ShouldBe(200);
        await StoreOf(site).WriteAsync(
            async transaction =>
            {
                foreach (var (subject, fields) in new[]
                {
                    ($"customers/{id}", """{"name":"Zuleika"}"""), ("shop:customer/1", """{"name":"Zuleika"}"""),
                    ("orders/1", $$"""{"name":"Zuleika","customerId":{{id}}}"""),
                })
                {
                    await transaction.SendAsync(
                        """
                        insert into open_creates (flow, subject, delivery_id, send_key, fields, opened_at, sent_at, is_released)
                        values ('crm-shop', $1, 1, 'key', $2, 0, 0, 0)
                        """,
                        subject, fields);
                }

                return await transaction.ExecuteAsync(
                    """
                    insert into pair_links (flow, left_id, right_id, state, how, left_base, right_base, revision, linked_at, changed_at)
                    values ('orders', '7', '8', 'linked', 'by-hand', $1, $1, 1, 0, 0)
                    """,
                    $$"""{"for":"Zuleika","customerId":{{id}}}""");
            },
            TestContext.Current.CancellationToken);
        (await KeptAsync(site)).ShouldBeGreaterThanOrEqualTo(5);
        (await site.App.PostAsync($"/api/customers/{id}/erase", "")).Status.ShouldBe(200);
        (await KeptAsync(site)).ShouldBe(0);
    }

    private static IStore StoreOf(PairSite site) => site.App.Services.GetRequiredKeyedService<IStore>("sync");

    private static async Task<long> KeptAsync(PairSite site) =>
        await StoreOf(site).ReadAsync(reader => reader.FirstAsync(
            """
            select (select count(*) from pair_links
                where left_base like $1 or right_base like $1 or left_sent like $1 or right_sent like $1)
              + (select count(*) from pair_conflicts where base like $1 or left_value like $1 or right_value like $1)
              + (select count(*) from open_creates where fields like $1)
              + (select count(*) from deliveries where payload like $1 or message like $1)
            """,
            static row => row.Int64(0), "%Zuleika%"));
}
