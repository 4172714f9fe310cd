using System.Text.Json.Nodes;
using Lockstep.Sync.Triggers;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Pairs;

namespace Lockstep.Tests.Sync.Sweeps;

/// <summary>A system that was emptied, or is another one, deletes nothing until a person says so.</summary>
[RunsOnEachStore]
public sealed class SweepLimitTests
{
    private const string Flow = "shop-books";

    [Fact]
    public async Task When_all_seem_gone_nothing_is_deleted_until_a_person_confirms_their_number()
    {
        await using var site = await SweepSite.StartAsync(4, SweepSite.Flow("books", "every: 50ms, sweep: 2s"));
        VanishAll(site);
        var held = await HeldAsync(site);
        ((int)held["asked"]!, (int)held["gone"]!, (string?)held["side"]).ShouldBe((4, 4, "right"));
        site.Customers().Count.ShouldBe(4);
        await LateAsync(site, "held");

        (await ConfirmAsync(site, 3)).Status.ShouldBe(409, "another number is none that somebody has seen");
        (await ConfirmAsync(site, 0)).Body!["errors"]!["gone"].ShouldNotBeNull();
        (await site.App.PostAsync($"/api/sync/flows/{Flow}/sweeps/confirm", """{ "gone": 4, "side": "top" }"""))
            .Body!["errors"]!["side"].ShouldNotBeNull();
        site.Customers().Count.ShouldBe(4);

        // A sweep that has begun anew meanwhile asks first; what it finds is to be confirmed.
        await TestApp.EventuallyAsync(async () => (await ConfirmAsync(site, 4)).Status == 202, "it is confirmed");
        await site.CustomersAsync(static all => all.Count == 0, "now they are deleted");
        await site.LinksAsync(4, "gone");
        await LateAsync(site, null);
    }

    [Fact]
    public async Task When_what_seemed_gone_is_back_the_next_sweep_asks_nobody_any_more()
    {
        await using var site = await SweepSite.StartAsync(3, SweepSite.Flow("books"));
        var before = site.Erp.Records.All("parties");
        VanishAll(site);
        await HeldAsync(site);
        foreach (var party in before)
        {
            site.Erp.Records.Create("parties", party.Fields(), party.Id).Refusal.ShouldBeNull();
        }

        await site.SweptAsync(Flow, static sweep => (string?)sweep["state"] is "done" && (int)sweep["gone"]! == 0, "all are there");
        await LateAsync(site, null);
        await site.QuietAsync();
        (site.Customers().Count, site.Parties().Count).ShouldBe((3, 3));
    }

    /// <summary>Confirmed is what was found, not what anybody finds later: each is read once more.</summary>
    [Fact]
    public async Task What_is_back_when_it_was_confirmed_stays()
    {
        await using var site = await SweepSite.StartAsync(3, SweepSite.Flow("books", "every: 50ms, sweep: 1h"));
        await site.SweptAsync(Flow, static sweep => (string?)sweep["state"] is "done", "the first one is done");
        var before = site.Erp.Records.All("parties");
        VanishAll(site);
        await site.DueAsync();
        await HeldAsync(site);
        site.Erp.Records.Create("parties", before[0].Fields(), before[0].Id).Refusal.ShouldBeNull();
        (await ConfirmAsync(site, 3)).Status.ShouldBe(202);
        await site.CustomersAsync(static all => all.Count == 1, "the other ones are deleted");
        await site.SweptAsync(Flow, static sweep => (string?)sweep["state"] is "done", "it ends");
        await site.QuietAsync();
        (site.Customers().Count, site.Parties().Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_flow_that_allows_for_it_asks_nobody()
    {
        await using var site = await SweepSite.StartAsync(3, SweepSite.Flow("books", "every: 50ms, sweep: 100ms, sweepShare: 1"));
        VanishAll(site);
        await site.CustomersAsync(static all => all.Count == 0, "they are deleted");
    }

    [Theory]
    [InlineData(1, 1, 0.2, false)]
    [InlineData(2, 2, 0.2, true)]
    [InlineData(2, 2, 1, false)]
    [InlineData(12, 9, 0.2, false)]
    [InlineData(12, 10, 0.2, true)]
    [InlineData(50, 10, 0.2, false)]
    [InlineData(49, 10, 0.2, true)]
    [InlineData(1_000_000, 200_001, 0.2, true)]
    public void So_many_are_too_many(long asked, long gone, double share, bool isTooMany) =>
        new SweepSettings(TimeSpan.FromHours(1), share).IsTooMany(asked, gone).ShouldBe(isTooMany);

    private static void VanishAll(PairSite site) =>
        site.Erp.Records.Vanish("parties", site.Erp.Records.All("parties").Select(static one => one.Id).ToList());

    private static Task<JsonNode> HeldAsync(PairSite site) =>
        site.SweptAsync(Flow, static sweep => (string?)sweep["state"] is "held", "a person is asked");

    private static Task<ApiAnswer> ConfirmAsync(PairSite site, int gone) =>
        site.App.PostAsync($"/api/sync/flows/{Flow}/sweeps/confirm", $$"""{ "gone": {{gone}} }""");

    private static Task LateAsync(PairSite site, string? reason) => TestApp.EventuallyAsync(
        async () => (await site.App.GetAsync("/api/sync/freshness")).Items.Single() is { } flow
            && string.Equals((string?)flow["reason"], reason, StringComparison.Ordinal)
            && string.Equals((string?)flow["state"], reason is null ? "fresh" : "late", StringComparison.Ordinal),
        $"the flow is late because it is {reason}");
}
