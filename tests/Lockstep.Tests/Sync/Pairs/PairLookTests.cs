using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>Looks that wait for each other, and what a look decides by.</summary>
public sealed class PairLookTests
{
    private const string Apply = "/api/sync/flows/apply";

    private static readonly string Matching = PairSite.ShopErp.Replace(
        "match: [email]", "match: { link: 10, ask: 4, rules: { email: { as: email, weight: 10 } } }", StringComparison.Ordinal);

    [Fact]
    public async Task The_time_of_a_look_begins_with_its_turn_and_not_with_the_wait_for_it()
    {
        await using var site = await PairSite.StartAsync(
            PairSite.ShopErp,
            static server =>
            {
                server.Erp.Faults.Add(new Fault { What = FaultKind.Slow, Method = "POST", DelayMs = 500 });
                foreach (var number in Enumerable.Range(0, 6))
                {
                    server.Crm.Records.Create(
                        "customers", new JsonObject { ["name"] = "Ada", ["email"] = $"{(char)('a' + number)}@example.com" });
                }
            });
        await site.LinksAsync(6);
        await site.QuietAsync();
        var looks = (await site.App.GetAsync("/api/sync/deliveries?size=100")).Items;
        looks.Max(static one => (int)one!["attempts"]!).ShouldBeLessThanOrEqualTo(1, "none was broken off");
        site.Erp.Ledger["parties"].Created.ShouldBe(6);
    }

    [Fact]
    public async Task Looks_that_are_under_way_count_for_those_of_the_next_version_of_the_flow()
    {
        await using var site = await PairSite.StartAsync(
            Matching.Replace("timeout: 2s", "timeout: 9s", StringComparison.Ordinal),
            static server => server.Erp.Faults.Add(new Fault { What = FaultKind.Slow, Method = "POST", DelayMs = 1_500, Times = 1 }));
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await TestApp.EventuallyAsync(
            () => Task.FromResult(site.Erp.Ledger.Received.GetValueOrDefault("POST parties") == 1), "a partner is being made");
        var text = Matching.Replace("timeout: 2s", "timeout: 9s\ndescription: the next one", StringComparison.Ordinal);
        (await site.App.PostAsync(Apply, JsonSerializer.Serialize(new { text }))).Status.ShouldBe(200);
        site.Customer(new JsonObject { ["name"] = "Ada again", ["email"] = "ada@example.com" });
        await site.ConflictsAsync(1);
        ((string?)(await site.LinkAsync())["leftId"]).ShouldBe("1");
        site.Parties().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_partner_that_finds_another_record_is_linked_to_that_one()
    {
        await using var site = await PairSite.StartAsync(
            Matching.Replace("create: both", "create: none", StringComparison.Ordinal),
            static server =>
            {
                // Neither of both that belong together is looked at before the third one.
                server.Crm.Faults.Add(new Fault { What = FaultKind.Refuse, Status = 429, Method = "GET", Kind = "customers", Id = "1" });
                server.Erp.Faults.Add(new Fault { What = FaultKind.Refuse, Status = 429, Method = "GET", Kind = "parties", Id = "1" });
                server.Crm.Records.Create("customers", new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
                server.Crm.Records.Create("customers", new JsonObject { ["name"] = "Ada", ["email"] = "Ada@Example.com" });
                server.Erp.Records.Create("parties", new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
            });
        await TestApp.EventuallyAsync(
            async () => (await site.App.GetAsync("/api/sync/deliveries?size=100")).Items.Any(
                static one => (string?)one!["subject"] is "shop:customer/2" && (string?)one["state"] is "skipped" or "delivered"),
            "it has been looked at");
        site.Shop.Faults.Clear();
        site.Erp.Faults.Clear();
        await site.LinksAsync(1);
        ((string?)(await site.LinkAsync())["leftId"]).ShouldBe("1");
    }
}
