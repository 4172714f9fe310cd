using System.Text.Json.Nodes;
using Lockstep.Tests.Connectors;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Systems;

namespace Lockstep.Tests.Sync.Replays;

/// <summary>Replays of many dead letters in the background.</summary>
[RunsOnEachStore]
public sealed class ReplayTests
{
    private const int Customers = 12;

    [Fact]
    public async Task A_replay_tells_what_was_done_what_failed_again_and_what_is_left()
    {
        await using var site = await DeadSite.StartAsync(Customers);
        await site.MendAsync(Customers - 2);
        var began = await site.ReplayAsync("""{"flow":"needs-organisation","payload":"current"}""");
        ((long)began["total"]!, (string?)began["state"], (string?)began["actor"]).ShouldBe((Customers, "running", "user:1"));

        var ended = await site.EventuallyAsync(
            (long)began["id"]!, static replay => (string?)replay["state"] is "finished", "it is finished");
        Counts(ended).ShouldBe((Customers, Customers - 2, 2, 0, 0));
        ((string?)ended["finishedAt"]).ShouldNotBeNull();
        (await site.DeadAsync()).ShouldBe(2);
        (await site.App.GetAsync("/api/sync/replays")).Body!["items"]!.AsArray().Count.ShouldBe(1);

        // What is delivered is no dead letter: another one brings none of it a second time.
        await site.MendAsync(Customers);
        var again = await site.ReplayAsync("""{"all":true,"payload":"current"}""");
        Counts(await site.EventuallyAsync((long)again["id"]!, static replay => (string?)replay["state"] is "finished", "that too"))
            .ShouldBe((2, 2, 0, 0, 0));
        ((long)(await site.App.GetAsync("/api/packages")).Body!["total"]!).ShouldBe(Customers);
    }

    [Fact]
    public async Task A_replay_that_is_paused_goes_on_where_it_was_and_one_that_is_cancelled_leaves_the_rest_dead()
    {
        await using var site = await DeadSite.StartAsync(Customers);
        var id = (long)(await site.ReplayAsync("""{"all":true,"perSecond":1}"""))["id"]!;
        await site.EventuallyAsync(id, static replay => (long)replay["replayed"]! > 0, "it has begun");
        (await MoveAsync(site, id, "pause")).Body!["state"]!.ToString().ShouldBe("paused");
        var paused = (await site.App.GetAsync($"/api/sync/replays/{id}")).Body!;
        ((long)paused["replayed"]!).ShouldBeLessThan(Customers, "one a second");
        (await MoveAsync(site, id, "pause")).Status.ShouldBe(200);

        (await MoveAsync(site, id, "resume")).Body!["state"]!.ToString().ShouldBe("running");
        await site.EventuallyAsync(id, replay => (long)replay["replayed"]! > (long)paused["replayed"]!, "it goes on");
        (await MoveAsync(site, id, "cancel")).Body!["state"]!.ToString().ShouldBe("cancelled");
        (await MoveAsync(site, id, "resume")).Status.ShouldBe(409);
        (await MoveAsync(site, 999, "pause")).Status.ShouldBe(404);
        (await site.App.GetAsync("/api/sync/replays/999")).Status.ShouldBe(404);
        await TestApp.EventuallyAsync(async () => await site.DeadAsync() == Customers, "what went died again, the rest was left alone");
    }

    [Fact]
    public async Task What_may_have_arrived_is_never_sent_again_by_a_replay_of_many()
    {
        await using var site = await SystemSite.StartAsync(
            """
            name: to-notes
            from: { system: crm, kind: customer, on: [created] }
            to: { system: desk, kind: note }
            map: { code: externalId, text: name }
            """);
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        await site.App.PostAsync("/api/customers", """{ "name": "Ada", "externalId": "C-1", "source": "test" }""");
        await TestApp.EventuallyAsync(
            async () => (long)(await site.App.GetAsync("/api/sync/dead-letters?cause=outcome-unknown")).Body!["total"]! == 1, "it is dead");

        var refused = await site.App.PostAsync("/api/sync/replays", """{"cause":"outcome-unknown"}""");
        (refused.Status, refused.Blamed.Single()).ShouldBe((400, "cause"));
        ((long)(await site.App.PostAsync("/api/sync/replays", """{"all":true}""")).Body!["total"]!).ShouldBe(0);
        ((long)(await site.App.PostAsync("/api/sync/dead-letters/replay", """{"all":true}""")).Body!["replayed"]!).ShouldBe(0);
        site.Notes.Notes.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{}""", "all")]
    [InlineData("""{"all":true,"perSecond":0}""", "perSecond")]
    [InlineData("""{"all":true,"perSecond":10001}""", "perSecond")]
    [InlineData("""{"all":true,"payload":"newest"}""", "payload")]
    [InlineData("""{"ids":[1]}""", "ids")]
    [InlineData("""{"flow":"none"}""", "flow")]
    public async Task A_replay_that_is_not_valid_names_the_field(string json, string field)
    {
        await using var app = await TestApp.StartAsync();
        var answer = await app.PostAsync("/api/sync/replays", json);
        (answer.Status, answer.Blamed.Single()).ShouldBe((400, field));
    }

    private static (long, long, long, long, long) Counts(JsonNode replay) => (
        (long)replay["replayed"]!, (long)replay["done"]!, (long)replay["failed"]!, (long)replay["open"]!, (long)replay["left"]!);

    private static Task<ApiAnswer> MoveAsync(DeadSite site, long id, string word) =>
        site.App.Admin.SendAsync(HttpMethod.Post, $"/api/sync/replays/{id}/{word}", null);
}
