using System.Text.Json.Nodes;
using Lockstep.Tests.Connectors;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Systems;

namespace Lockstep.Tests.Sync.Triggers;

/// <summary>Flows that outside systems tell which records have changed; the records are then read from them.</summary>
[RunsOnEachStore]
public sealed class HintTests
{
    private const string Flow =
        """
        name: hints
        from: { system: desk, kind: note, on: [created, changed] }
        trigger: { webhook: { scheme: secret, secret: "${secret:desk-hook}", idHeader: X-Id, records: "changed[]", id: "@", read: true } }
        to: { system: crm, kind: customer }
        map: { externalId: id, name: text }
        set: { source: desk }
        retry: { first: 20ms }
        """;

    private const string Secret = "open sesame";

    [Fact]
    public async Task The_record_is_brought_as_it_is_whatever_order_it_was_told_in()
    {
        await using var site = await StartAsync();
        var id = (string)site.Notes.Make(new JsonObject { ["code"] = "C-1", ["text"] = "Ada" })["id"]!;
        site.Notes.Change(id, new JsonObject { ["text"] = "Ada King" });
        (await TellAsync(site, "2", id)).ShouldBe((202, false));
        (await TellAsync(site, "1", id)).ShouldBe((202, false));
        (await TellAsync(site, "2", id)).ShouldBe((202, true));
        await DoneAsync(site, 2);
        await NamesAsync(site, "Ada King");
        (await DeliveriesAsync(site)).ShouldBe(1);
        site.Notes.Change(id, new JsonObject { ["text"] = "Ada Lovelace" });
        await TellAsync(site, "3", id, "no such note");
        await NamesAsync(site, "Ada Lovelace");
    }

    [Fact]
    public async Task A_system_that_can_not_be_asked_is_asked_again()
    {
        await using var site = await StartAsync();
        var id = (string)site.Notes.Make(new JsonObject { ["code"] = "C-1", ["text"] = "Ada" })["id"]!;
        for (var number = 0; number < 3; number++)
        {
            site.Notes.Fail(Misbehaviour.LetsNobodyIn, "GET");
        }

        await TellAsync(site, "1", id);
        await NamesAsync(site, "Ada");
        await DoneAsync(site, 1);
    }

    [Fact]
    public async Task A_record_that_can_not_be_read_keeps_no_other_of_its_call_back()
    {
        await using var site = await StartAsync();
        var ids = Enumerable.Range(0, 3).Select(number =>
            (string)site.Notes.Make(new JsonObject { ["code"] = $"C-{number}", ["text"] = "Ada" })["id"]!).ToArray();
        site.Notes.Fail(Misbehaviour.RepeatsWhatItWasSent, "GET");
        await TellAsync(site, "1", ids);
        await NamesAsync(site, "Ada", "Ada");
        var hook = (await site.App.GetAsync("/api/sync/hooks?state=failed")).Items.ShouldHaveSingleItem()!;
        ((long)hook["records"]!).ShouldBe(2);
    }

    [Fact]
    public async Task A_backfill_tells_of_every_record_and_what_is_known_has_no_further_effect()
    {
        await using var site = await StartAsync();
        for (var number = 0; number < 3; number++)
        {
            site.Notes.Make(new JsonObject { ["code"] = $"C-{number}", ["text"] = $"N{number}" });
        }

        await TellAsync(site, "1", (string)site.Notes.Notes[0]["id"]!);
        await NamesAsync(site, "N0");
        (await site.App.PostAsync("/api/sync/flows/hints/backfill", "{}")).Status.ShouldBe(202);
        await NamesAsync(site, "N0", "N1", "N2");
        await DoneAsync(site, 2);
        (await DeliveriesAsync(site)).ShouldBe(3);
    }

    private static async Task<SystemSite> StartAsync()
    {
        var site = await SystemSite.StartAsync(Flow);
        (await site.App.Admin.SendAsync(HttpMethod.Put, "/api/secrets/systems.desk-hook", $$"""{"value":"{{Secret}}"}"""))
            .Status.ShouldBeLessThan(300);
        return site;
    }

    private static async Task<(int, bool)> TellAsync(SystemSite site, string call, params string[] ids)
    {
        var answer = await site.App.Anonymous.SendAsync(
            HttpMethod.Post, "/api/sync/hooks/hints",
            new JsonObject { ["call"] = call, ["changed"] = new JsonArray([.. ids.Select(static id => (JsonNode)id)]) }.ToJsonString(),
            ("X-Webhook-Secret", Secret), ("X-Id", call));
        return (answer.Status, answer.Body?["repeat"]?.GetValue<bool>() is true);
    }

    private static Task DoneAsync(SystemSite site, int count) => TestApp.EventuallyAsync(
        async () => (await site.App.GetAsync("/api/sync/hooks?state=done")).Items.Count == count, $"{count} calls are worked through");

    private static async Task<int> DeliveriesAsync(SystemSite site) =>
        (await site.App.GetAsync("/api/sync/deliveries?flow=hints")).Items.Count;

    private static Task NamesAsync(SystemSite site, params string[] names) => TestApp.EventuallyAsync(
        async () => (await site.App.GetAsync("/api/customers")).Items.Select(static one => (string)one!["name"]!)
            .Order(StringComparer.Ordinal).SequenceEqual(names, StringComparer.Ordinal),
        $"customers are {string.Join(", ", names)}");
}
