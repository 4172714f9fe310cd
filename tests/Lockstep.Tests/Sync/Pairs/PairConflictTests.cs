using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>What both sides changed, and what a person decides of it.</summary>
[RunsOnEachStore]
public sealed class PairConflictTests
{
    [Fact]
    public async Task What_both_changed_stays_on_both_until_a_person_decides_and_all_else_goes_on()
    {
        await using var site = await PairSite.StartAsync();
        var conflict = await ConflictAsync(site);
        ((string?)conflict["path"], (string?)conflict["left"], (string?)conflict["right"], (string?)conflict["base"])
            .ShouldBe(("name", "Ada L", "Ada R", "Ada"));
        var link = await site.LinkAsync();
        site.Shop.Records.Change("customers", (string)link["leftId"]!, new JsonObject { ["phone"] = "5" });
        await site.PartiesAsync(static all => (string?)all[0]["telephone"] is "5", "the telephone goes over");
        ((string?)site.Customers()[0]["name"], (string?)site.Parties()[0]["name"]).ShouldBe(("Ada L", "Ada R"));

        var details = (await site.App.GetAsync($"/api/sync/conflicts/{conflict["id"]}")).Body!;
        ((string?)details["left"]!["fields"]!["name"], (string?)details["right"]!["fields"]!["name"]).ShouldBe(("Ada L", "Ada R"));
        ((string?)details["left"]!["agreed"]!["name"]).ShouldBe("Ada");
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", """{ "take": "right" }""")).Status.ShouldBe(200);
        await site.CustomersAsync(static all => (string?)all[0]["name"] is "Ada R", "the decision is written");
        await site.ConflictsAsync(0);
        await TestApp.EventuallyAsync(
            async () => (string?)(await site.App.GetAsync($"/api/sync/conflicts/{conflict["id"]}"))
                .Body!["conflict"]!["state"] is "settled",
            "it is settled");
    }

    [Theory]
    [InlineData("""{ "take": "left" }""", "Ada L")]
    [InlineData("""{ "take": "base" }""", "Ada")]
    [InlineData("""{ "take": "value", "value": "Ada X" }""", "Ada X")]
    public async Task A_decision_brings_both_sides_to_one_value(string decision, string value)
    {
        await using var site = await PairSite.StartAsync();
        var conflict = await ConflictAsync(site);
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", decision)).Status.ShouldBe(200);
        await site.CustomersAsync(all => string.Equals((string?)all[0]["name"], value, StringComparison.Ordinal), "the shop has it");
        await site.PartiesAsync(all => string.Equals((string?)all[0]["name"], value, StringComparison.Ordinal), "the ERP has it");
        await site.ConflictsAsync(0);
    }

    [Theory]
    [InlineData("""{ "take": "base" }""", "Ada")]
    [InlineData("""{ "take": "value", "value": "Ada X" }""", "Ada X")]
    public async Task A_decision_that_only_one_side_could_be_given_at_first_holds_for_both(string decision, string value)
    {
        await using var site = await PairSite.StartAsync();
        var conflict = await ConflictAsync(site);
        site.Erp.Faults.Add(new() { What = Simulator.Behaviour.FaultKind.Refuse, Method = "PATCH", Times = 2 });
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", decision)).Status.ShouldBe(200);
        await site.PartiesAsync(all => string.Equals((string?)all[0]["name"], value, StringComparison.Ordinal), "the ERP has it");
        await site.QuietAsync();
        ((string?)site.Customers()[0]["name"], (string?)site.Parties()[0]["name"]).ShouldBe((value, value));
        await site.ConflictsAsync(0);
    }

    [Fact]
    public async Task A_conflict_whose_sides_agree_again_settles_itself()
    {
        await using var site = await PairSite.StartAsync();
        await ConflictAsync(site);
        site.Erp.Records.Change("parties", (string)(await site.LinkAsync())["rightId"]!, new JsonObject { ["name"] = "Ada L" });
        await site.ConflictsAsync(0);
        (await site.App.GetAsync("/api/sync/conflicts?state=settled")).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_decision_that_becomes_a_rule_decides_the_next_one_until_the_rule_is_dropped()
    {
        await using var site = await PairSite.StartAsync();
        var conflict = await ConflictAsync(site);
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", """{ "take": "left", "asRule": true }"""))
            .Status.ShouldBe(200);
        await site.PartiesAsync(static all => (string?)all[0]["name"] is "Ada L", "it is decided");
        await site.QuietAsync();
        await EditBothAsync(site, "Ada L2", "Ada R2");
        await site.PartiesAsync(static all => (string?)all[0]["name"] is "Ada L2", "the rule decides");
        await site.QuietAsync();
        ((string?)site.Customers()[0]["name"]).ShouldBe("Ada L2");
        var rule = (await site.App.GetAsync("/api/sync/rules")).Items.ShouldHaveSingleItem()!;
        ((string?)rule["field"], (string?)rule["owner"]).ShouldBe(("name", "left"));
        (await site.App.Admin.SendAsync(HttpMethod.Delete, $"/api/sync/rules/{rule["id"]}", null)).Status.ShouldBe(204);
        await EditBothAsync(site, "Ada L3", "Ada R3");
        await site.ConflictsAsync(1);
    }

    [Fact]
    public async Task Several_are_decided_at_once_and_what_is_settled_or_not_there_is_told()
    {
        await using var site = await PairSite.StartAsync();
        var conflict = await ConflictAsync(site);
        var answer = (await site.App.PostAsync(
            "/api/sync/conflicts/decide", $$"""{ "ids": [{{conflict["id"]}}, 999], "take": "right" }""")).Body!;
        ((int)answer["decided"]!, (long)answer["refused"]!.AsArray().ShouldHaveSingleItem()!["id"]!).ShouldBe((1, 999));
        await site.CustomersAsync(static all => (string?)all[0]["name"] is "Ada R", "it is decided");
        (await site.App.PostAsync("/api/sync/conflicts/decide", """{ "take": "up" }"""))
            .Blamed.ShouldBe(["ids", "take"], ignoreOrder: true);
    }

    [Fact]
    public async Task When_several_could_be_the_partner_nothing_is_made_and_a_person_chooses()
    {
        await using var site = await PairSite.StartAsync(
            PairSite.ShopErp.Replace("create: both", "create: none", StringComparison.Ordinal), static server =>
            {
                server.Erp.Records.Create("parties", new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
                server.Erp.Records.Create("parties", new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
            });
        await site.QuietAsync();
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        var conflict = (await site.ConflictsAsync(1))[0]!;
        ((string?)conflict["kind"], (string?)conflict["subject"]).ShouldBe(("ambiguous", "shop:customer/1"));
        site.Erp.Records.Change("parties", "1", new JsonObject { ["telephone"] = "1" });
        await site.QuietAsync();
        (await site.App.GetAsync("/api/sync/links")).Items.ShouldBeEmpty("also seen from the other side it is one of two");
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", """{ "take": "value", "value": "9" }"""))
            .Status.ShouldBe(400);
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", """{ "take": "value", "value": "2" }"""))
            .Status.ShouldBe(200);
        await site.LinksAsync(1);
        ((string?)(await site.LinkAsync())["rightId"]).ShouldBe("2");
        await site.ConflictsAsync(0);
    }

    /// <summary>Two linked records, of which both sides have changed the name.</summary>
    private static async Task<JsonNode> ConflictAsync(PairSite site)
    {
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        await EditBothAsync(site, "Ada L", "Ada R");
        return (await site.ConflictsAsync(1))[0]!;
    }

    /// <summary>While neither can be read, so that no look comes in between.</summary>
    private static async Task EditBothAsync(PairSite site, string left, string right)
    {
        var link = await site.LinkAsync();
        site.Erp.Faults.Add(new() { What = Simulator.Behaviour.FaultKind.Refuse });
        site.Shop.Records.Change("customers", (string)link["leftId"]!, new JsonObject { ["name"] = left });
        site.Erp.Records.Change("parties", (string)link["rightId"]!, new JsonObject { ["name"] = right });
        site.Erp.Faults.Clear();
    }
}
