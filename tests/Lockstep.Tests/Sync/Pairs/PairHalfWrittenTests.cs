using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>Writes that reach one side only, or of which nobody knows whether they did.</summary>
[RunsOnEachStore]
public sealed class PairHalfWrittenTests
{
    private static readonly string WithPlace =
        PairSite.ShopErp.Replace("  phone:", "  place: { left: notes, right: address }\n  phone:", StringComparison.Ordinal);

    [Fact]
    public async Task Edits_of_one_field_on_both_sides_reach_both_also_when_only_one_could_be_written_at_first()
    {
        await using var site = await PairSite.StartAsync(WithPlace);
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com", ["notes"] = Place("High St", "1") });
        await site.LinksAsync(1);
        await site.QuietAsync();
        var link = await site.LinkAsync();
        site.Erp.Faults.Add(new Fault { What = FaultKind.Refuse, Method = "PATCH", Times = 2 });

        // While the shop can't be read no look comes in between.
        site.Shop.Faults.Add(new Fault { What = FaultKind.Refuse });
        site.Shop.Records.Change("customers", (string)link["leftId"]!, new JsonObject { ["notes"] = Place("Low St", "1") });
        site.Erp.Records.Change("parties", (string)link["rightId"]!, new JsonObject { ["address"] = Place("High St", "2") });
        site.Shop.Faults.Clear();
        await site.PartiesAsync(static all => Is(all[0]["address"], "Low St", "2"), "the ERP has both edits");
        await site.QuietAsync();
        (Is(site.Customers()[0]["notes"], "Low St", "2"), Is(site.Parties()[0]["address"], "Low St", "2")).ShouldBe((true, true));
        (await site.App.GetAsync("/api/sync/conflicts")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_behind_a_write_whose_answer_was_lost_is_no_conflict_when_its_own_write_fails_at_first()
    {
        await using var site = await PairSite.StartAsync();
        var customer = site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        site.Erp.Faults.Add(new Fault { What = FaultKind.HangAfter, Method = "PATCH", Times = 1 });
        site.Erp.Faults.Add(new Fault { What = FaultKind.Refuse, Method = "PATCH", Times = 2 });
        site.Shop.Records.Change("customers", customer.Id, new JsonObject { ["name"] = "Ada B" });
        await site.PartiesAsync(static all => (string?)all[0]["name"] is "Ada B", "it is written, and nobody hears of it");
        site.Shop.Records.Change("customers", customer.Id, new JsonObject { ["name"] = "Ada C" });
        await site.PartiesAsync(static all => (string?)all[0]["name"] is "Ada C", "the edit behind it is written too");
        await site.QuietAsync();
        ((string?)site.Customers()[0]["name"], (string?)site.Parties()[0]["name"]).ShouldBe(("Ada C", "Ada C"));
        (await site.App.GetAsync("/api/sync/conflicts")).Items.ShouldBeEmpty();
    }

    private static JsonObject Place(string street, string zip) => new() { ["street"] = street, ["zip"] = zip };

    private static bool Is(JsonNode? place, string street, string zip) => JsonNode.DeepEquals(place, Place(street, zip));
}
