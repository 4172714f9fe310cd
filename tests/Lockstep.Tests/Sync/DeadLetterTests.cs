using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

/// <summary>What people do with deliveries that gave up, and with what flows have missed or left behind.</summary>
[RunsOnEachStore]
public sealed class DeadLetterTests : IDisposable
{
    private const string Flow =
        """
        name: NAME
        from: { system: crm, kind: customer, on: [ON] }
        to: { system: inventory, kind: package }
        map: { customerId: id, customerName: organisation }
        set: { kind: parcel }
        """;

    private readonly TestFolder _flows = new();

    [Fact]
    public async Task A_dead_letter_whose_record_was_mended_is_brought_over_as_the_record_is_now()
    {
        await using var app = await StartAsync("needs-organisation");
        var (customer, dead) = await DeadAsync(app, "Ada");
        var asked = (await app.GetAsync($"/api/sync/deliveries/{dead}")).Body!["attempts"]![0]!["exchanges"]!.AsArray();
        var wish = asked.ShouldHaveSingleItem()!;
        ((string?)wish["method"], (string?)wish["url"]).ShouldBe(("apply", "inventory/package"));
        ((string?)wish["request"]).ShouldBe($$"""{"customerId":{{customer}},"customerName":null,"kind":"parcel"}""");
        await PatchAsync(app, customer, """{"organisation":"Analytical Engines"}""");
        await ReplayAsync(app, dead, """{"payload":"original"}""");
        await EventuallyAsync(app, dead, "dead");
        await ReplayAsync(app, dead, """{"payload":"current"}""");
        await EventuallyAsync(app, dead, "delivered");
        var package = (await app.GetAsync($"/api/packages?customerId={customer}")).Body!["items"]![0]!;
        ((string?)package["customerName"]).ShouldBe("Analytical Engines");
        ((string?)(await app.GetAsync($"/api/sync/deliveries/{dead}")).Body!["payload"]!["organisation"]).ShouldBe("Analytical Engines");
        var wrong = await app.PostAsync($"/api/sync/dead-letters/{dead}/replay", """{"payload":"newest"}""");
        (wrong.Status, wrong.Blamed.Single()).ShouldBe((400, "payload"));
    }

    [Theory]
    [InlineData("original")]
    [InlineData("current")]
    public async Task A_replay_makes_nothing_for_a_record_that_was_deleted_meanwhile(string payload)
    {
        await using var app = await StartAsync("needs-organisation");
        var (customer, dead) = await DeadAsync(app, "Ada");
        await app.DeleteCustomerAsync(customer);
        await ReplayAsync(app, dead, $$"""{"payload":"{{payload}}"}""");
        await EventuallyAsync(app, dead, "skipped");
        ((string?)(await DeliveryAsync(app,
            dead))["message"]).ShouldBe($"customers/{customer} was deleted meanwhile: there is nothing to write for it.");
        ((long)(await app.GetAsync("/api/packages")).Body!["total"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Dead_letters_are_set_aside_with_a_reason_and_counted_while_they_are_there()
    {
        await using var app = await StartAsync("needs-organisation");
        var (_, first) = await DeadAsync(app, "Ada");
        var (_, second) = await DeadAsync(app, "Bo");
        await FigureAsync(app, 2);
        var bare = await app.PostAsync($"/api/sync/dead-letters/{first}/discard", "{}");
        (bare.Status, bare.Blamed.Single()).ShouldBe((400, "reason"));
        (await app.PostAsync($"/api/sync/dead-letters/{first}/discard", """{"reason":"test data"}""")).Status.ShouldBe(200);
        ((string?)(await DeliveryAsync(app, first))["message"]).ShouldBe("Discarded by user:1: test data");
        (await app.PostAsync($"/api/sync/dead-letters/{first}/discard", """{"reason":"twice"}""")).Status.ShouldBe(409);
        (await app.PostAsync("/api/sync/dead-letters/999/discard", """{"reason":"none"}""")).Status.ShouldBe(404);
        var many = await app.PostAsync("/api/sync/dead-letters/discard", """{"flow":"needs-organisation","reason":"test data"}""");
        ((long)many.Body!["discarded"]!, (string?)(await DeliveryAsync(app, second))["state"]).ShouldBe((1, "skipped"));
        await FigureAsync(app, 0);
        ((long)(await app.GetAsync("/api/sync/dead-letters")).Body!["total"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_chosen_is_not_everything_and_a_flow_that_is_not_there_is_named()
    {
        await using var app = await StartAsync("needs-organisation");
        await DeadAsync(app, "Ada");
        var nothing = await app.PostAsync("/api/sync/dead-letters/replay", "{}");
        (nothing.Status, nothing.Blamed.Single()).ShouldBe((400, "all"));
        (await app.PostAsync("/api/sync/dead-letters/discard", """{"reason":"why"}""")).Status.ShouldBe(400);
        var unknown = await app.PostAsync("/api/sync/dead-letters/replay", """{"flow":"welcome"}""");
        (unknown.Status, unknown.Blamed.Single()).ShouldBe((400, "flow"));
        ((long)(await app.PostAsync("/api/sync/dead-letters/replay", """{"all":true}""")).Body!["replayed"]!).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_flow_has_left_behind_is_named_not_replayed_and_can_be_set_aside()
    {
        var before = await StartAsync("gone");
        await using var _ = before;
        var (_, dead) = await DeadAsync(before, "Ada");
        File.Delete(_flows.File("gone.yaml"));
        Write("other", "created");
        await using var app = await before.RestartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        (await app.GetAsync("/api/sync/flows")).Body!["gone"]!.ToJsonString().ShouldBe("""[{"name":"gone","open":0,"dead":1}]""");
        var replay = await app.Admin.SendAsync(HttpMethod.Post, $"/api/sync/dead-letters/{dead}/replay", null);
        (replay.Status, replay.Blamed.Single()).ShouldBe((409, "flow"));
        ((long)(await app.PostAsync("/api/sync/dead-letters/replay", """{"all":true}""")).Body!["replayed"]!).ShouldBe(0);
        (await app.PostAsync("/api/sync/flows/other/discard", """{"reason":"why"}""")).Status.ShouldBe(409);
        ((long)(await app.PostAsync("/api/sync/flows/gone/discard", """{"reason":"closed"}""")).Body!["discarded"]!).ShouldBe(1);
        (await app.GetAsync("/api/sync/flows")).Body!["gone"]!.AsArray().ShouldBeEmpty();
        ((string?)(await DeliveryAsync(app, dead))["message"]).ShouldBe("Discarded by user:1: closed");
    }

    [Fact]
    public async Task What_changed_while_a_flow_was_off_is_counted_and_brought_once()
    {
        Write("late", "created, changed");
        var before = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        await using var _ = before;
        await AddAsync(before, "Ada");
        await EventuallyAsync(before, 1, "delivered");
        File.Delete(_flows.File("late.yaml"));
        await using var off = await before.RestartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        await PatchAsync(off, 1, """{"name":"Ada King"}""");
        await AddAsync(off, "Bo");
        await off.HandedOverAsync("crm");
        Write("late", "created, changed");
        await using var app = await off.RestartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        var count = await app.PostAsync("/api/sync/flows/late/backfill", """{"dryRun":true}""");
        (count.Status, (long)count.Body!["missing"]!).ShouldBe((200, 2));
        (await BackfillAsync(app)).ShouldBe((2, 2));
        (await BackfillAsync(app)).ShouldBe((2, 0), "it has them by now");
        await TestApp.EventuallyAsync(
            async () => (long)(await app.GetAsync("/api/sync/deliveries?state=delivered")).Body!["total"]! == 3,
                "all of it is brought over");
        (await app.PostAsync("/api/sync/flows/none/backfill", "{}")).Status.ShouldBe(404);
    }

    public void Dispose() => _flows.Dispose();

    private static async Task<(long, long)> BackfillAsync(TestApp app)
    {
        (await app.PostAsync("/api/sync/flows/late/backfill", "{}")).Status.ShouldBe(202);
        JsonNode now = null!;
        await TestApp.EventuallyAsync(
            async () => (string?)(now = (await app.GetAsync("/api/sync/flows/late/backfill")).Body!)["state"] is "done", "it is done");
        return ((long)now["records"]!, (long)now["queued"]!);
    }

    private static async Task<long> AddAsync(TestApp app, string name) =>
        (long)(await app.PostAsync("/api/customers", $$"""{"name":"{{name}}","organisation":"{{name}} Ltd"}""")).Body!["id"]!;

    private static async Task PatchAsync(TestApp app, long id, string json) =>
        (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", json)).Status.ShouldBe(200);

    private static async Task ReplayAsync(TestApp app, long id, string json) =>
        (await app.PostAsync($"/api/sync/dead-letters/{id}/replay", json)).Status.ShouldBe(200);

    private static async Task<JsonNode> DeliveryAsync(TestApp app, long id) =>
        (await app.GetAsync($"/api/sync/deliveries/{id}")).Body!["delivery"]!;

    private static Task EventuallyAsync(TestApp app, long id, string state) => TestApp.EventuallyAsync(
        async () => string.Equals(
            (string?)(await app.GetAsync($"/api/sync/deliveries/{id}")).Body?["delivery"]?["state"], state, StringComparison.Ordinal),
            $"delivery {id} is {state}");

    private static Task FigureAsync(TestApp app, int count) => TestApp.EventuallyAsync(
        async () => (await app.Anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n').Any(line =>
            line.StartsWith("lockstep_dead_letters{", StringComparison.Ordinal) && line.EndsWith($"}} {count}", StringComparison.Ordinal)
            && line.Contains("flow=\"needs-organisation\"", StringComparison.Ordinal)
            && line.Contains("cause=\"target-refused\"", StringComparison.Ordinal)),
        $"{count} are told");

    /// <summary>A customer without an organisation, and the dead letter that this makes.</summary>
    private static async Task<(long Customer, long Delivery)> DeadAsync(TestApp app, string name)
    {
        var customer = (long)(await app.PostAsync("/api/customers", $$"""{"name":"{{name}}"}""")).Body!["id"]!;
        long? found = null;
        await TestApp.EventuallyAsync(
            async () =>
                (
                    found = (long?)
                        (await app.GetAsync($"/api/sync/dead-letters?subject=customers/{customer}")).Body!["items"]!
                            .AsArray()
                            .FirstOrDefault()
                            ?["id"])
                    is not null,
            "it is a dead letter");
        return (customer, found!.Value);
    }

    private void Write(string name, string on) => File.WriteAllText(
        _flows.File($"{name}.yaml"),
        Flow.Replace("NAME", name, StringComparison.Ordinal).Replace("ON", on, StringComparison.Ordinal));

    private Task<TestApp> StartAsync(string flow)
    {
        Write(flow, "created");
        return TestApp.StartAsync(builder =>
        {
            builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path;
            builder.Configuration["Dispatch:CountInterval"] = "00:00:00.100";
        });
    }
}
