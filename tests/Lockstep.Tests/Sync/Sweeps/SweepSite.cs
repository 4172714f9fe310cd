using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Simulator;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Pairs;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.Sweeps;

/// <summary>Customers of the shop and parties of a system that never says what was deleted, linked to each other.</summary>
internal static class SweepSite
{
    /// <summary>Both ways; <c>books</c> is asked for many parties at once, <c>ledger</c> for each by itself.</summary>
    public static string Flow(string system, string poll = "every: 50ms, sweep: 100ms") =>
        $$"""
        name: shop-{{system}}
        between:
          left: { system: shop, kind: customer, poll: { every: 50ms, overlap: 1s } }
          right: { system: {{system}}, kind: party, poll: { {{poll}} } }
        fields:
          name: name
          email: { left: email, right: email, like: [trim, case] }
        match: [email]
        create: both
        deletes: { left: propagate, right: propagate }
        timeout: 2s
        retry: { first: 20ms, max: 200ms }
        """;

    /// <summary>Starts it, with so many pairs of records.</summary>
    public static async Task<PairSite> StartAsync(int count, string flow, Action<SimulatorServer>? set = null)
    {
        var site = await PairSite.StartAsync(flow, set);
        for (var number = 0; number < count; number++)
        {
            site.Customer(new JsonObject { ["name"] = $"Ada {number}", ["email"] = $"ada{number}@example.com" });
        }

        await TestApp.EventuallyAsync(() => Task.FromResult(site.Parties().Count == count), "all have parties");
        await site.QuietAsync();
        return site;
    }

    /// <summary>The id of a party.</summary>
    public static string PartyOf(this PairSite site, int number) => site.Erp.Records.All("parties")
        .Single(party => string.Equals((string?)party.Fields()["email"], $"ada{number}@example.com", StringComparison.Ordinal)).Id;

    /// <summary>How the sweep of the only swept side is; null when none began yet.</summary>
    public static async Task<JsonNode?> SweepAsync(this PairSite site, string flow) =>
        (await site.App.GetAsync($"/api/sync/flows/{flow}/sweeps")).Items.SingleOrDefault();

    /// <summary>Waits until the sweep is as it should be.</summary>
    public static async Task<JsonNode> SweptAsync(this PairSite site, string flow, Func<JsonNode, bool> isSo, string what)
    {
        JsonNode? sweep = null;
        await TestApp.EventuallyAsync(async () => (sweep = await site.SweepAsync(flow)) is { } found && isSo(found), what);
        return sweep!;
    }

    /// <summary>Has the next sweep come now.</summary>
    public static Task DueAsync(this PairSite site) => site.App.Services.GetRequiredKeyedService<IStore>("sync").WriteAsync(
        static async transaction =>
        {
            await transaction.SendAsync("update sweeps set ended_at = 0, revision = revision + 1");
            return true;
        });

    /// <summary>Waits until a sweep that begins from now on has asked for all.</summary>
    public static async Task<JsonNode> SweptOnceMoreAsync(this PairSite site, string flow)
    {
        var begun = site.App.Now;
        return await site.SweptAsync(
            flow, sweep => (string?)sweep["state"] is "done" or "held" && (DateTimeOffset)sweep["begunAt"]! > begun,
            "a whole sweep has come to its end");
    }
}
