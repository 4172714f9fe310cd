using System.Text.Json.Nodes;
using Lockstep.Simulator;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Worlds;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>
/// Edits between a write and the reading of what became of it, where the write is answered with a version and nothing of the record.
/// </summary>
[RunsOnEachStore]
public sealed class PairBehindWriteTests
{
    private static readonly string Flow = PairSite.ShopErp
        .Replace("system: erp, kind: party", "system: quiet, kind: party", StringComparison.Ordinal)
        .Replace("like: [trim] }", "}", StringComparison.Ordinal);

    [Fact]
    public async Task An_edit_of_the_field_that_was_just_written_reaches_the_other_side()
    {
        await using var site = await StartAsync();
        Once(
            site.Erp, "parties",
            static (world, id) => world.Records.Change("parties", id, new JsonObject { ["name"] = "Ada of the ERP" }));
        Rename(site, "Ada King");
        await NamesAsync(site, "Ada of the ERP", "Ada of the ERP");
        (await site.App.GetAsync("/api/sync/conflicts")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task So_does_one_of_a_record_that_was_just_made()
    {
        await using var site = await StartAsync();
        Once(
            site.Erp, "parties",
            static (world, id) => world.Records.Change("parties", id, new JsonObject { ["name"] = "Ben of the ERP" }));
        site.Customer(new JsonObject { ["name"] = "Ben", ["email"] = "ben@example.com" });
        await site.CustomersAsync(
            static all => all.Select(static one => (string?)one["name"]).SequenceEqual(["Ada", "Ben of the ERP"], StringComparer.Ordinal),
            "the shop has it");
        await site.QuietAsync();
        site.Parties().Select(static one => (string?)one["name"]).ShouldBe(["Ada", "Ben of the ERP"]);
    }

    [Fact]
    public async Task So_does_one_on_the_left_while_the_right_side_can_not_be_written()
    {
        await using var site = await StartAsync();
        var party = site.Erp.Records.All("parties").Single().Id;
        Once(
            site.Shop, "customers",
            static (world, id) => world.Records.Change("customers", id, new JsonObject { ["name"] = "Ada of the shop" }));
        site.Erp.Faults.Add(new Fault { What = FaultKind.Refuse, Method = "PATCH", Times = 2 });

        // One look finds an edit on each side: the shop is written first, and then the ERP can't be.
        site.Shop.Faults.Add(new Fault { What = FaultKind.Refuse });
        site.Erp.Records.Change("parties", party, new JsonObject { ["name"] = "Ada King" });
        site.Shop.Records.Change("customers", site.Shop.Records.All("customers").Single().Id, new JsonObject { ["phone"] = "9" });
        site.Shop.Faults.Clear();
        await NamesAsync(site, "Ada of the shop", "Ada of the shop");
        ((string?)site.Parties()[0]["telephone"]).ShouldBe("9");
    }

    /// <summary>What nobody wrote after us is how the system keeps what it was given; so each keeps its own way of writing it.</summary>
    [Fact]
    public async Task A_system_that_rewrites_what_it_is_given_is_written_to_once_and_the_other_keeps_its_own()
    {
        await using var site = await StartAsync(
            static server => server.Erp.Settings = server.Erp.Settings with { Rewrites = [new("parties", "name", "upper")] });
        var changed = site.Erp.Ledger["parties"].Changed;
        Rename(site, "Ada King");
        await NamesAsync(site, "Ada King", "ADA KING");
        (site.Erp.Ledger["parties"].Changed - changed).ShouldBe(1);
    }

    /// <summary>Both write behind each write, so each looks as if somebody edited it: that must not go on for ever.</summary>
    [Fact]
    public async Task Two_systems_that_rewrite_behind_each_write_come_to_rest()
    {
        await using var site = await StartAsync();
        site.Shop.BehindWrite = (_, id) => Rewrite(site.Shop, "customers", id, static name => name.ToLowerInvariant());
        site.Erp.BehindWrite = (_, id) => Rewrite(site.Erp, "parties", id, static name => name.ToUpperInvariant());
        Rename(site, "Ada King");
        await TestApp.EventuallyAsync(
            () => Task.FromResult((string?)site.Parties()[0]["name"] is "ADA KING"), "the ERP has it in its own way");
        await site.QuietAsync();
        var (shop, erp) = (site.Shop.Ledger["customers"].Changed, site.Erp.Ledger["parties"].Changed);
        await site.QuietAsync();
        (site.Shop.Ledger["customers"].Changed, site.Erp.Ledger["parties"].Changed).ShouldBe((shop, erp));
        (string.Equals((string?)site.Customers()[0]["name"], "ada king", StringComparison.OrdinalIgnoreCase),
            string.Equals((string?)site.Parties()[0]["name"], "ada king", StringComparison.OrdinalIgnoreCase)).ShouldBe((true, true));
        (await site.App.GetAsync("/api/sync/dead-letters")).Items.ShouldBeEmpty();
    }

    private static async Task<PairSite> StartAsync(Action<SimulatorServer>? set = null)
    {
        var site = await PairSite.StartAsync(Flow, server =>
        {
            server.Crm.Settings = server.Crm.Settings with { Conditional = true, AnswersBare = true };
            server.Erp.Settings = server.Erp.Settings with { Conditional = true, AnswersBare = true };
            set?.Invoke(server);
        });
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        return site;
    }

    private static void Rename(PairSite site, string name) => site.Shop.Records.Change(
        "customers", site.Shop.Records.All("customers").Single().Id, new JsonObject { ["name"] = name });

    /// <summary>Behind the next update.</summary>
    private static void Once(World world, string kind, Action<World, string> act) => world.BehindWrite = (of, id) =>
    {
        if (string.Equals(of, kind, StringComparison.Ordinal))
        {
            world.BehindWrite = null;
            act(world, id);
        }
    };

    private static void Rewrite(World world, string kind, string id, Func<string, string> rewrite)
    {
        var name = (string)world.Records.Find(kind, id)!.Fields()["name"]!;
        world.Records.Change(kind, id, new JsonObject { ["name"] = rewrite(name) });
    }

    private static async Task NamesAsync(PairSite site, string shop, string erp)
    {
        await TestApp.EventuallyAsync(
            () => Task.FromResult(
                ((string?)site.Customers()[0]["name"], (string?)site.Parties()[0]["name"]) == (shop, erp)), $"they say {shop} and {erp}");
        await site.QuietAsync();
        ((string?)site.Customers()[0]["name"], (string?)site.Parties()[0]["name"]).ShouldBe((shop, erp));
    }
}
