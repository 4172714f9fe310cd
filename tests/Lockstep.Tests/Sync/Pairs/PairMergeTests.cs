using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>A record that two systems hold, edited in both.</summary>
[RunsOnEachStore]
public sealed class PairMergeTests
{
    [Fact]
    public async Task What_is_made_in_one_system_is_made_once_in_the_other_whichever_that_is()
    {
        await using var site = await PairSite.StartAsync();
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com", ["creditLimit"] = 10 });
        site.Party(new JsonObject { ["name"] = "Bo", ["email"] = "bo@example.com" });
        await site.LinksAsync(2);
        await site.QuietAsync();
        site.Parties().Select(static one => (string?)one["name"]).Order(StringComparer.Ordinal).ShouldBe(["Ada", "Bo"]);
        site.Customers().Select(static one => (string?)one["name"]).Order(StringComparer.Ordinal).ShouldBe(["Ada", "Bo"]);
        (site.Shop.Ledger["customers"].Created, site.Erp.Ledger["parties"].Created).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Edits_of_different_fields_on_both_sides_arrive_on_both_and_then_there_is_silence()
    {
        await using var site = await PairSite.StartAsync();
        var customer = site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com", ["phone"] = "1" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        var party = (string)(await site.LinkAsync())["rightId"]!;
        site.Shop.Records.Change("customers", customer.Id, new JsonObject { ["phone"] = "2" });
        site.Erp.Records.Change("parties", party, new JsonObject { ["name"] = "Ada King" });
        await site.PartiesAsync(static all => all is [{ } one] && (string?)one["telephone"] is "2"
            && (string?)one["name"] is "Ada King", "the ERP has both");
        await site.CustomersAsync(static all => all is [{ } one] && (string?)one["phone"] is "2"
            && (string?)one["name"] is "Ada King", "the shop has both");
        await site.QuietAsync();
        var writes = (site.Shop.Ledger["customers"].Changed, site.Erp.Ledger["parties"].Changed);
        await site.QuietAsync();
        (site.Shop.Ledger["customers"].Changed, site.Erp.Ledger["parties"].Changed).ShouldBe(writes);
        writes.ShouldBe((2, 2), "each side was edited once and written once");
    }

    [Fact]
    public async Task A_system_that_rewrites_what_it_is_given_is_written_to_once()
    {
        await using var site = await PairSite.StartAsync(set: static server => server.Erp.Settings = new WorldSettings
        {
            Rewrites = [new("parties", "email", "upper"), new("parties", "name", "cut:5"), new("parties", "limit", "round:1")],
        });
        site.Customer(new JsonObject { ["name"] = "Ada Lovelace", ["email"] = "ada@example.com", ["creditLimit"] = 1.26 });
        await site.LinksAsync(1);
        await site.QuietAsync();
        var customer = site.Customers().ShouldHaveSingleItem();
        ((string?)customer["name"], (string?)customer["email"]).ShouldBe(("Ada Lovelace", "ada@example.com"));
        (site.Shop.Ledger["customers"].Changed, site.Erp.Ledger["parties"].Changed).ShouldBe((0, 0));
        site.Erp.Records.Change("parties", "1", new JsonObject { ["telephone"] = "7" });
        await site.CustomersAsync(static all => (string?)all[0]["phone"] is "7", "the edit comes over");
        await site.QuietAsync();
        ((string?)site.Customers()[0]["name"], (string?)site.Parties()[0]["name"]).ShouldBe(("Ada Lovelace", "Ada L"));
    }

    [Fact]
    public async Task Records_that_were_there_before_are_linked_by_their_email_and_fill_each_others_gaps()
    {
        await using var site = await PairSite.StartAsync(set: static server =>
        {
            server.Crm.Records.Create("customers", new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com", ["phone"] = "1" });
            server.Erp.Records.Create("parties", new JsonObject { ["name"] = " Ada", ["email"] = "ada@example.com", ["limit"] = 5 });
        });
        await site.LinksAsync(1);
        await site.PartiesAsync(static all => all is [{ } one] && (string?)one["telephone"] is "1", "the ERP learns the telephone");
        await site.CustomersAsync(static all => all is [{ } one] && (int?)one["creditLimit"] is 5, "the shop learns the limit");
        await site.QuietAsync();
        ((string?)(await site.LinkAsync())["how"]).ShouldBe("matched");
        ((string?)site.Customers()[0]["name"], (string?)site.Parties()[0]["name"]).ShouldBe(("Ada", " Ada"), "each keeps its spelling");
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_makes_one_partner()
    {
        await using var site = await PairSite.StartAsync(set: static server =>
            server.Erp.Faults.Add(new Fault { What = FaultKind.CutAfter, Method = "POST", Times = 1 }));
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        (site.Erp.Ledger["parties"].Created, site.Shop.Ledger["customers"].Created).ShouldBe((1, 1));
        (await site.App.GetAsync("/api/sync/conflicts")).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("match: [email]")]
    public async Task A_create_that_was_lost_and_then_refused_for_a_while_makes_one_partner_whatever_it_has_become(string match)
    {
        await using var site = await PairSite.StartAsync(
            PairSite.ShopErp.Replace("match: [email]", match, StringComparison.Ordinal),
            static server =>
            {
                server.Crm.Settings = server.Crm.Settings with { Idempotency = true };
                server.Crm.Faults.Add(new Fault { What = FaultKind.CutAfter, Method = "POST", Times = 1 });
                server.Crm.Faults.Add(new Fault { What = FaultKind.Refuse, Status = 429, Method = "POST" });
            });
        var party = site.Party(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await TestApp.EventuallyAsync(() => Task.FromResult(site.Shop.Ledger["customers"].Created == 1), "it is made, and nobody hears it");

        // Somebody takes it away before it is found, so that only the key tells that it was made.
        site.Shop.Records.Delete("customers", site.Shop.Records.All("customers").ShouldHaveSingleItem().Id);
        await TestApp.EventuallyAsync(
            () => Task.FromResult(site.Shop.Ledger.Received.GetValueOrDefault("POST customers") >= 2), "it is sent again, and refused");
        site.Erp.Records.Change("parties", party.Id, new JsonObject { ["name"] = "Ada King" });
        await site.PartiesAsync(static all => (string?)all[0]["name"] is "Ada King", "it is edited");
        site.Shop.Faults.Clear();
        await site.LinksAsync(1, "left-gone");
        await site.QuietAsync();
        site.Shop.Ledger["customers"].Created.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_found_out_and_nothing_is_lost()
    {
        await using var site = await PairSite.StartAsync();
        var customer = site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        site.Erp.Faults.Add(new Fault { What = FaultKind.CutAfter, Method = "PATCH", Times = 2 });
        site.Shop.Records.Change("customers", customer.Id, new JsonObject { ["name"] = "Ada King" });
        await site.PartiesAsync(static all => (string?)all[0]["name"] is "Ada King", "it is written");
        await site.QuietAsync();
        ((string?)site.Customers()[0]["name"]).ShouldBe("Ada King");
        (await site.App.GetAsync("/api/sync/conflicts")).Items.ShouldBeEmpty();
    }
}
