using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>What becomes of a record whose partner was deleted.</summary>
[RunsOnEachStore]
public sealed class PairDeleteTests
{
    private static readonly string Propagating = PairSite.ShopErp + "\ndeletes: { left: propagate, right: propagate }\n";

    [Fact]
    public async Task A_delete_goes_over_and_nothing_comes_back()
    {
        await using var site = await PairSite.StartAsync(Propagating);
        var (left, _) = await LinkedAsync(site);
        site.Shop.Records.Delete("customers", left);
        await site.PartiesAsync(static all => all.Count == 0, "it is deleted there too");
        await site.LinksAsync(1, "gone");
        await site.QuietAsync();
        site.Customers().ShouldBeEmpty();
        (site.Shop.Ledger["customers"].Created, site.Erp.Ledger["parties"].Created).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("left", 0)]
    [InlineData("right", 1)]
    public async Task What_was_changed_on_the_other_side_meanwhile_a_person_decides_about(string take, int left)
    {
        await using var site = await PairSite.StartAsync(Propagating);
        var (customer, party) = await LinkedAsync(site);
        site.Erp.Faults.Add(new() { What = Simulator.Behaviour.FaultKind.Refuse });
        site.Shop.Records.Delete("customers", customer);
        site.Erp.Records.Change("parties", party, new JsonObject { ["name"] = "Ada King" });
        site.Erp.Faults.Clear();
        var conflict = (await site.ConflictsAsync(1))[0]!;
        ((string?)conflict["kind"], conflict["left"]).ShouldBe(("deleted", null));
        ((string?)conflict["right"]!["name"]).ShouldBe("Ada King");
        site.Parties().ShouldHaveSingleItem();
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", $$"""{ "take": "{{take}}" }""")).Status.ShouldBe(200);
        await site.PartiesAsync(all => all.Count == left, "the ERP follows");
        await site.CustomersAsync(all => all.Count == left, "the shop follows");
        await site.QuietAsync();
        await site.ConflictsAsync(0);
        await site.LinksAsync(1, left == 0 ? "gone" : "linked");
    }

    [Fact]
    public async Task What_is_kept_is_not_made_again_whatever_changes_there()
    {
        await using var site = await PairSite.StartAsync();
        var (customer, party) = await LinkedAsync(site);
        site.Shop.Records.Delete("customers", customer);
        await site.LinksAsync(1, "left-gone");
        site.Erp.Records.Change("parties", party, new JsonObject { ["name"] = "Ada King" });
        await site.QuietAsync();
        site.Customers().ShouldBeEmpty();
        site.Parties().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_archived_is_given_fields_that_say_so()
    {
        await using var site = await PairSite.StartAsync(
            PairSite.ShopErp + "\ndeletes: { left: archive, archive: { right: { code: closed } } }\n");
        var (customer, _) = await LinkedAsync(site);
        site.Shop.Records.Delete("customers", customer);
        await site.PartiesAsync(static all => all is [{ } one] && (string?)one["code"] is "closed", "it says so");
        await site.LinksAsync(1, "left-gone");
        await site.QuietAsync();
        site.Customers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_flow_resurrects_an_edit_makes_the_partner_again()
    {
        await using var site = await PairSite.StartAsync(PairSite.ShopErp + "\nresurrect: true\n");
        var (customer, party) = await LinkedAsync(site);
        site.Shop.Records.Delete("customers", customer);
        await site.LinksAsync(1, "left-gone");
        site.Erp.Records.Change("parties", party, new JsonObject { ["name"] = "Ada King" });
        await site.CustomersAsync(static all => all is [{ } one] && (string?)one["name"] is "Ada King", "it is made again");
        await site.LinksAsync(1);
        await site.QuietAsync();
        site.Parties().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_record_that_comes_back_under_its_id_finds_its_partner_again()
    {
        await using var site = await PairSite.StartAsync();
        var (customer, party) = await LinkedAsync(site);
        site.Erp.Records.Delete("parties", party);
        await site.LinksAsync(1, "right-gone");
        site.Erp.Records.Create("parties", new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com", ["telephone"] = "9" }, party);
        await site.LinksAsync(1);
        await site.CustomersAsync(static all => all is [{ } one] && (string?)one["phone"] is "9", "they are merged");
        site.Shop.Records.Find("customers", customer)!.IsDeleted.ShouldBeFalse();
    }

    private static async Task<(string Left, string Right)> LinkedAsync(PairSite site)
    {
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        var link = await site.LinkAsync();
        return ((string)link["leftId"]!, (string)link["rightId"]!);
    }
}
