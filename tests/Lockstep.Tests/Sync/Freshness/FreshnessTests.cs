using System.Text.Json.Nodes;
using Lockstep.Sync.Freshness;
using Lockstep.Sync.Schema;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Systems;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.Freshness;

/// <summary>How fresh flows are, and flows that are green but silent.</summary>
[RunsOnEachStore]
public sealed class FreshnessTests
{
    private const string Watched =
        """
        name: from-notes
        from: { system: desk, kind: note, on: [created, changed] }
        trigger: { poll: { every: 50ms, overlap: 0s } }
        to: { system: crm, kind: customer }
        freshness: { target: TARGET }
        canary: { every: 1s, record: notes/1, field: text }
        filter: FILTER
        map: { externalId: id, name: text }
        set: { source: desk }
        """;

    [Fact]
    public async Task A_canary_comes_out_at_the_target_and_the_flow_is_fresh()
    {
        await using var site = await SystemSite.StartAsync(Flow("1m", "code == 'N'"), interval: "00:00:00.100");
        site.Notes.Make(new JsonObject { ["code"] = "N", ["text"] = "Ada" });
        await TestApp.EventuallyAsync(
            async () => ((string?)(await site.App.GetAsync("/api/customers")).Items.FirstOrDefault()?["name"])?
                .StartsWith("20", StringComparison.Ordinal) is true,
            "the marker is there");
        await TestApp.EventuallyAsync(async () => (string?)(await StateAsync(site))["state"] is "fresh", "the flow is fresh");

        // Only one that came out is overtaken by the next.
        var first = await SentAtAsync(site);
        await TestApp.EventuallyAsync(async () => await SentAtAsync(site) > first, "the next is on its way");
        ((double)(await StateAsync(site))["targetSeconds"]!).ShouldBe(60);
    }

    [Fact]
    public async Task A_flow_that_is_green_but_silent_is_raised()
    {
        await using var site = await SystemSite.StartAsync(Flow("1s", "code == 'other'"), interval: "00:00:00.100");
        site.Notes.Make(new JsonObject { ["code"] = "N", ["text"] = "Ada" });
        await TestApp.EventuallyAsync(
            async () => (await StateAsync(site)) is { } state && (string?)state["reason"] is "silent" && (string?)state["message"]
                is "The change of the canary has not come out at the target.",
            "it is late");
        await TestApp.EventuallyAsync(() => IsToldAsync(site, " 1"), "the figure tells it");

        await site.App.PostAsync("/api/sync/flows/from-notes/pause", "{}");
        var paused = await StateAsync(site);
        ((string?)paused["state"], paused["targetSeconds"]).ShouldBe(("fresh", null), "nobody expects it to be fresh");
        await TestApp.EventuallyAsync(() => IsToldAsync(site, " 0"), "the figure tells that too, and no round of before is under way");
        var (text, ct) = ((string?)site.Notes.Notes[0]["text"], TestContext.Current.CancellationToken);
        await site.App.Services.GetRequiredService<SyncDatabase>().Store.WriteAsync(
            async transaction => await transaction.ExecuteAsync("update canaries set written_at = 0", []), ct);
        await site.App.Services.GetRequiredService<Canaries>().KeepAsync(ct);
        ((string?)site.Notes.Notes[0]["text"]).ShouldBe(text, "nobody asks for the canary");
    }

    private static ValueTask<DateTimeOffset?> SentAtAsync(SystemSite site) =>
        site.App.Services.GetRequiredService<SyncDatabase>().Store.AskAsync(
            static reader => reader.FirstAsync("select sent_at from canaries", static row => row.InstantOrNull(0)),
            TestContext.Current.CancellationToken);

    private static async Task<bool> IsToldAsync(SystemSite site, string figure) =>
        (await site.App.Anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n')
            .Any(line => line.StartsWith("lockstep_flow_late{", StringComparison.Ordinal)
                && line.Contains("from-notes", StringComparison.Ordinal) && line.EndsWith(figure, StringComparison.Ordinal));

    private static string Flow(string target, string filter) => Watched.Replace("TARGET", target, StringComparison.Ordinal)
        .Replace("FILTER", filter, StringComparison.Ordinal);

    private static async Task<JsonNode> StateAsync(SystemSite site) =>
        (await site.App.GetAsync("/api/sync/freshness")).Items.ShouldHaveSingleItem()!;
}
