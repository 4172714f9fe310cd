using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Pairs;

namespace Lockstep.Tests.Sync.Sweeps;

/// <summary>What is deleted without a trace travels all the same.</summary>
[RunsOnEachStore]
public sealed class SweepTests
{
    [Theory]
    [InlineData("books")]
    [InlineData("ledger")]
    public async Task A_delete_that_no_poll_tells_of_goes_over_and_all_else_stays(string system)
    {
        await using var site = await SweepSite.StartAsync(4, SweepSite.Flow(system));
        site.Erp.Records.Vanish("parties", site.PartyOf(1));
        await site.CustomersAsync(static all => all.Count == 3, "the customer is deleted too");
        await site.LinksAsync(1, "gone");
        await site.SweptOnceMoreAsync($"shop-{system}");
        await site.QuietAsync();
        (site.Customers().Count, site.Parties().Count).ShouldBe((3, 3));
        (site.Shop.Ledger["customers"].Created, site.Erp.Ledger["parties"].Created).ShouldBe((4, 4));
    }

    [Fact]
    public async Task One_way_it_goes_over_as_well()
    {
        await using var site = await PairSite.StartAsync(
            """
            name: parties-to-shop
            from: { system: books, kind: party, on: [created, changed, deleted] }
            trigger: { poll: { every: 50ms, sweep: 100ms } }
            to: { system: shop, kind: customer, key: email }
            map: { name: name, email: email }
            retry: { first: 20ms }
            """);
        for (var number = 0; number < 3; number++)
        {
            site.Party(new JsonObject { ["name"] = "Ada", ["email"] = $"ada{number}@example.com" });
        }

        await site.CustomersAsync(static all => all.Count == 3, "all are brought");
        site.Erp.Records.Vanish("parties", site.PartyOf(1));
        await site.CustomersAsync(
            static all => all.Select(static one => (string?)one["email"]).Order(StringComparer.Ordinal)
                .SequenceEqual(["ada0@example.com", "ada2@example.com"], StringComparer.Ordinal),
            "one is gone");
        await site.SweptOnceMoreAsync("parties-to-shop");
        site.Customers().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_flow_that_asks_at_times_finds_it_by_a_run()
    {
        await using var site = await PairSite.StartAsync(
            """
            name: parties-at-times
            from: { system: books, kind: party, on: [created, changed, deleted] }
            trigger: { cron: { at: "0 0 1 1 *", sweep: 50ms } }
            to: { system: shop, kind: customer, key: email }
            map: { name: name, email: email }
            retry: { first: 20ms }
            """);
        site.Party(new JsonObject { ["name"] = "Ada", ["email"] = "ada0@example.com" });
        await RunUntilAsync(site, 1);
        site.Erp.Records.Vanish("parties", site.PartyOf(0));
        await RunUntilAsync(site, 0);

        static Task RunUntilAsync(PairSite site, int count) => TestApp.EventuallyAsync(
            async () =>
            {
                (await site.App.PostAsync("/api/sync/flows/parties-at-times/run", "{}")).Status.ShouldBe(202);
                return site.Customers().Count == count;
            },
            $"there are {count} customers");
    }

    [Theory]
    [InlineData("books", FaultKind.Refuse)]
    [InlineData("books", FaultKind.Garble)]
    [InlineData("ledger", FaultKind.Refuse)]
    [InlineData("ledger", FaultKind.Garble)]
    public async Task Nothing_counts_as_deleted_as_long_as_the_system_does_not_answer(string system, FaultKind what)
    {
        await using var site = await SweepSite.StartAsync(4, SweepSite.Flow(system));
        site.Erp.Faults.Add(new() { What = what, Method = "GET" });
        var asked = site.Erp.Ledger.Received["GET parties"];
        site.Erp.Records.Vanish("parties", site.PartyOf(0));
        await TestApp.EventuallyAsync(
            () => Task.FromResult(site.Erp.Ledger.Received["GET parties"] > asked + 10), "it is asked again and again");
        site.Customers().Count.ShouldBe(4);
        site.Erp.Faults.Clear();
        await site.CustomersAsync(static all => all.Count == 3, "then it goes over");
        await site.LinksAsync(3);
    }

    /// <summary>A list that shows a page of what it was asked for, and records that it does not show although they can be read.</summary>
    [Fact]
    public async Task What_an_answer_leaves_out_is_read_once_more_and_stays()
    {
        await using var site = await SweepSite.StartAsync(
            6, SweepSite.Flow("books"), static server => server.Erp.Settings = server.Erp.Settings with { PageSizeMax = 2 });
        ((int)(await site.SweptOnceMoreAsync("shop-books"))["gone"]!).ShouldBe(0, "a cut list is asked on");
        site.Erp.Records.Hide("parties", site.PartyOf(2));
        ((int)(await site.SweptOnceMoreAsync("shop-books"))["gone"]!).ShouldBe(1);
        await site.QuietAsync();
        (site.Customers().Count, site.Parties().Count).ShouldBe((6, 5), "a hidden party is in no list, and is there");
        await site.LinksAsync(6);
    }

    [Theory]
    [InlineData("left", 1)]
    [InlineData("right", 0)]
    public async Task What_was_changed_on_the_other_side_meanwhile_a_person_decides_about(string take, int left)
    {
        await using var site = await SweepSite.StartAsync(1, SweepSite.Flow("books"));
        var customer = site.Shop.Records.All("customers").Single().Id;
        site.Erp.Faults.Add(new() { What = FaultKind.Refuse });
        site.Erp.Records.Vanish("parties", site.PartyOf(0));
        site.Shop.Records.Change("customers", customer, new JsonObject { ["name"] = "Ada King" });
        site.Erp.Faults.Clear();
        var conflict = (await site.ConflictsAsync(1))[0]!;
        ((string?)conflict["kind"], (string?)conflict["left"]!["name"]).ShouldBe(("deleted", "Ada King"));
        site.Customers().ShouldHaveSingleItem();
        (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", $$"""{ "take": "{{take}}" }""")).Status.ShouldBe(200);
        await site.CustomersAsync(all => all.Count == left, "the shop follows");
        await site.PartiesAsync(all => all.Count == left, "the ERP follows");
        await site.QuietAsync();
        await site.ConflictsAsync(0);
    }

    /// <summary>Met before the delete is found, the new one is like a customer that has a partner: as ever, a person says so.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_record_that_is_deleted_and_made_again_under_another_id_ends_as_one_on_each_side(bool isFoundFirst)
    {
        await using var site = await SweepSite.StartAsync(2, SweepSite.Flow("books", "every: 50ms, sweep: 1h"));
        await site.SweptAsync("shop-books", static sweep => (string?)sweep["state"] is "done", "the first one is done");
        site.Erp.Records.Vanish("parties", site.PartyOf(0));
        if (isFoundFirst)
        {
            await site.DueAsync();
            await site.LinksAsync(1, "gone");
        }

        site.Party(new JsonObject { ["name"] = "Ada again", ["email"] = "ada0@example.com" });
        if (!isFoundFirst)
        {
            var conflict = (await site.ConflictsAsync(1))[0]!;
            await site.DueAsync();
            await site.LinksAsync(1, "gone");
            (await site.App.PostAsync($"/api/sync/conflicts/{conflict["id"]}/decide", """{ "take": "none" }""")).Status.ShouldBe(200);
        }

        await site.CustomersAsync(
            static all => all.Select(static one => $"{one["name"]} {one["email"]}").Order(StringComparer.Ordinal)
                .SequenceEqual(["Ada 1 ada1@example.com", "Ada again ada0@example.com"], StringComparer.Ordinal),
            "there is one of each");
        await site.LinksAsync(2);
        await site.QuietAsync();
        (site.Customers().Count, site.Parties().Count).ShouldBe((2, 2));
    }

    [Fact]
    public async Task A_sweep_that_was_killed_goes_on_where_it_was()
    {
        await using var site = await SweepSite.StartAsync(50, SweepSite.Flow("ledger", "every: 50ms, sweep: 1h"));
        await site.SweptAsync("shop-ledger", static sweep => (string?)sweep["state"] is "done", "the first one is done");
        await site.DueAsync();
        site.Erp.Records.Vanish("parties", site.PartyOf(3));
        site.Erp.Faults.Add(new() { What = FaultKind.Slow, Method = "GET", DelayMs = 20 });
        var begun = await site.SweptAsync(
            "shop-ledger", static sweep => (string?)sweep["state"] is "asking" && (int)sweep["asked"]! >= 20, "it is half done");
        await site.RestartAsync();
        site.Erp.Faults.Clear();
        await site.CustomersAsync(static all => all.Count == 49, "the delete goes over");
        var ended = await site.SweptAsync("shop-ledger", static sweep => (string?)sweep["state"] is "done", "it ends");
        ((int)ended["asked"]!, (string?)ended["begunAt"]).ShouldBe((50, (string?)begun["begunAt"]));
    }
}
