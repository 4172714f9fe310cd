using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Triggers;

/// <summary>Flows that outside systems tell of their changes, with the records in whole.</summary>
[RunsOnEachStore]
public sealed class HookTests : IAsyncLifetime
{
    private const string Secret = "whsec_YS1zZWNyZXQtb2YtdGhlLXRlc3Rz";
    private const string Path = "/api/sync/hooks/told";

    private readonly TestFolder _flows = new();
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_flows.File("told.yaml"), """
            name: told
            from: { system: shop, kind: buyer, on: [created, changed] }
            trigger:
              webhook:
                scheme: standard
                secret: ${secret:shop-hook}
                records: data
                id: id
                version: rev
                deleted: gone
                bodyMax: 2000
            to: { system: crm, kind: customer }
            map: { externalId: id, name: name }
            set: { source: shop }
            """);
        await File.WriteAllTextAsync(_flows.File("shown.yaml"), """
            name: shown
            from: { system: shop, kind: buyer, on: [created] }
            trigger: { webhook: { scheme: secret, secret: "${file:shown.txt}", id: id, changedAt: at } }
            to: { system: crm, kind: customer }
            map: { externalId: id, name: name }
            set: { source: shown }
            """);
        await File.WriteAllTextAsync(_flows.File("shown.txt"), "open sesame\n");
        _app = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _flows.Dispose();
    }

    [Fact]
    public async Task What_is_told_is_brought_once_and_nothing_older_wins()
    {
        await SetAsync();
        (await TellAsync("m1", """{"data":[{"id":7,"rev":2,"name":"Ada King"},{"id":8,"rev":1,"name":"Bo"}]}""")).ShouldBe((202, false));
        await NamesAsync("Ada King", "Bo");
        (await TellAsync("m1", """{"data":[{"id":7,"rev":2,"name":"Ada King"},{"id":8,"rev":1,"name":"Bo"}]}""")).ShouldBe((202, true));
        (await TellAsync("m0", """{"data":{"id":7,"rev":1,"name":"Ada"}}""")).ShouldBe((202, false), "it was overtaken");
        (await TellAsync("m2", """{"data":{"id":7,"rev":3,"name":"Ada Lovelace"}}""")).ShouldBe((202, false));
        (await TellAsync("m3", """{"data":{"id":9,"rev":5,"gone":true}}""")).ShouldBe((202, false));
        (await TellAsync("m4", """{"data":{"id":9,"rev":4,"name":"Late"}}""")).ShouldBe((202, false), "what is gone is not brought back");
        (await TellAsync("m5", """{"kind":"ping"}""")).ShouldBe((202, false), "no record is no fault");
        await DoneAsync(6);
        await NamesAsync("Ada Lovelace", "Bo");
        await TestApp.EventuallyAsync(
            async () => (await _app.GetAsync("/api/sync/deliveries?flow=told&state=delivered")).Items.Count == 3, "three are brought");
        (await _app.GetAsync("/api/sync/deliveries?flow=told")).Items.Count.ShouldBe(3);
        var first = (await _app.GetAsync("/api/sync/hooks?flow=told&sort=id")).Items[0]!;
        ((long)first["records"]!, (long)first["repeats"]!, (string?)first["senderId"]).ShouldBe((2, 1, "m1"));
    }

    [Fact]
    public async Task What_is_not_signed_is_turned_away_without_a_word_and_leaves_no_trace()
    {
        (await TellAsync("m1", "{}")).Item1.ShouldBe(503, "there is no secret yet");
        await SetAsync();
        var now = TimeProvider.System.GetUtcNow();
        (await SendAsync("m1", "{}", "another", now)).Status.ShouldBe(401);
        var old = await SendAsync("m1", "{}", Secret, now.AddMinutes(-6));
        (old.Status, (string?)old.Body!["detail"]).ShouldBe((401, "This call can't be believed."));
        (await _app.Anonymous.SendAsync(HttpMethod.Post, Path, "{}")).Status.ShouldBe(401);
        (await SendAsync("m1", $$"""{"a":"{{new string('x', 2_000)}}"}""", Secret, now)).Status.ShouldBe(413);
        (await SendAsync("m1", "{nonsense", Secret, now)).Status.ShouldBe(400);
        (await _app.Anonymous.SendAsync(HttpMethod.Post, "/api/sync/hooks/nobody", "{}")).Status.ShouldBe(404);
        (await _app.GetAsync("/api/sync/hooks")).Items.ShouldBeEmpty();
        (await TellAsync("m1", """{"data":{"id":7,"rev":1,"name":"Ada"}}""")).ShouldBe((202, false), "a refusal is not remembered");
    }

    [Fact]
    public async Task A_call_without_a_record_that_can_be_named_fails_in_the_open_and_can_be_worked_through_again()
    {
        await SetAsync();
        await TellAsync("m1", """{"data":[{"id":7,"rev":1,"name":"Ada"},{"rev":1,"name":"Bo","apiToken":"t0p"}]}""");
        var id = await FailedAsync();
        var details = (await _app.GetAsync($"/api/sync/hooks/calls/{id}")).Body!;
        ((string?)details["hook"]!["reason"]).ShouldBe("id leads to no id of 1 to 200 characters.");
        ((string?)details["body"]!["data"]![1]!["apiToken"], (string?)details["body"]!["data"]![1]!["name"]).ShouldBe(("***", "Bo"));
        (await _app.GetAsync("/api/customers")).Items.ShouldBeEmpty("all of a call or nothing");
        (await TellAsync("m1", """{"data":[{"id":7,"rev":1,"name":"Ada"},{"rev":1,"name":"Bo","apiToken":"t0p"}]}"""))
            .ShouldBe((202, false), "what came to nothing is not remembered");
        var replay = await _app.PostAsync($"/api/sync/hooks/calls/{id}/replay", "");
        (replay.Status, (string?)replay.Body!["state"], (long)replay.Body["replays"]!).ShouldBe((202, "received", 1));
        (await _app.PostAsync("/api/sync/hooks/calls/999/replay", "")).Status.ShouldBe(404);
        (await _app.GetAsync("/api/sync/hooks/calls/999")).Status.ShouldBe(404);
        (await _app.GetAsync("/api/audit?action=hook:replayed")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_changes_of_one_instant_are_both_brought_and_the_same_bytes_once()
    {
        const string Ada = """{"id":"a","at":"2026-01-31T09:30:00Z","name":"Ada"}""";
        (string, string)[] shown = [("X-Webhook-Secret", "open sesame")];
        (await _app.Anonymous.SendAsync(HttpMethod.Post, "/api/sync/hooks/shown", Ada, shown)).Status.ShouldBe(202);
        ((bool)(await _app.Anonymous.SendAsync(HttpMethod.Post, "/api/sync/hooks/shown", Ada, shown)).Body!["repeat"]!).ShouldBeTrue();
        await NamesAsync("Ada");
        await _app.Anonymous.SendAsync(
            HttpMethod.Post, "/api/sync/hooks/shown", Ada.Replace("\"a\"", "\"b\"", StringComparison.Ordinal), shown);
        await NamesAsync("Ada", "Ada");
    }

    [Fact]
    public async Task The_calls_about_a_person_lose_their_bodies_when_the_person_is_erased()
    {
        await SetAsync();
        await TellAsync("m1", """{"data":{"id":7,"rev":1,"name":"Ada"}}""");
        await TellAsync("m2", """{"data":{"id":8,"rev":1,"name":"Bo"}}""");
        await NamesAsync("Ada", "Bo");
        await TestApp.EventuallyAsync(
            async () => (await _app.GetAsync("/api/sync/deliveries?flow=told&state=delivered")).Items.Count == 2, "both are linked");
        var ada = (await _app.GetAsync("/api/customers?q=Ada")).Items.Single()!["id"];
        await _app.DeleteCustomerAsync((long)ada!);
        (await _app.PostAsync($"/api/customers/{ada}/erase", "")).Status.ShouldBe(200);
        var hooks = (await _app.GetAsync("/api/sync/hooks?flow=told&sort=id")).Items;
        hooks.Select(static hook => (bool)hook!["isErased"]!).ShouldBe([true, false]);
        (await _app.GetAsync($"/api/sync/hooks/calls/{hooks[0]!["id"]}")).Body!["body"].ShouldBeNull();
        (await _app.PostAsync($"/api/sync/hooks/calls/{hooks[0]!["id"]}/replay", "")).Status.ShouldBe(409);
    }

    private async Task SetAsync() => (await _app.Admin.SendAsync(
        HttpMethod.Put, "/api/secrets/systems.shop-hook", $$"""{"value":"{{Secret}}"}""")).Status.ShouldBeLessThan(300);

    private async Task<(int, bool)> TellAsync(string id, string json)
    {
        var answer = await SendAsync(id, json, Secret, TimeProvider.System.GetUtcNow());
        return (answer.Status, answer.Body?["repeat"]?.GetValue<bool>() is true);
    }

    private Task<ApiAnswer> SendAsync(string id, string json, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return _app.Anonymous.SendAsync(
            HttpMethod.Post, Path, json, ("webhook-id", id), ("webhook-timestamp", time),
            ("webhook-signature", StandardWebhooks.Sign(id, time, System.Text.Encoding.UTF8.GetBytes(json), [secret])));
    }

    private Task NamesAsync(params string[] names) => TestApp.EventuallyAsync(
        async () => (await _app.GetAsync("/api/customers")).Items.Select(static one => (string)one!["name"]!).Order(StringComparer.Ordinal)
            .SequenceEqual(names, StringComparer.Ordinal),
        $"customers are {string.Join(", ", names)}");

    private Task DoneAsync(int count) => TestApp.EventuallyAsync(
        async () => (await _app.GetAsync("/api/sync/hooks?state=done")).Items.Count == count, $"{count} calls are worked through");

    private async Task<long> FailedAsync()
    {
        JsonNode? failed = null;
        await TestApp.EventuallyAsync(
            async () => (failed = (await _app.GetAsync("/api/sync/hooks?state=failed")).Items.FirstOrDefault()) is not null, "it failed");
        return (long)failed!["id"]!;
    }
}
