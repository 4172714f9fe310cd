using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Systems;

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
        await TestApp.EventuallyAsync(
            async () => (await site.App.Anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n')
                .Any(static line => line.StartsWith("lockstep_flow_late{", StringComparison.Ordinal)
                    && line.Contains("from-notes", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal)),
            "the figure tells it");
    }

    private static string Flow(string target, string filter) => Watched.Replace("TARGET", target, StringComparison.Ordinal)
        .Replace("FILTER", filter, StringComparison.Ordinal);

    private static async Task<JsonNode> StateAsync(SystemSite site) =>
        (await site.App.GetAsync("/api/sync/freshness")).Items.ShouldHaveSingleItem()!;
}
