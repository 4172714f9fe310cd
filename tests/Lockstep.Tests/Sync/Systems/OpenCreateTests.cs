using System.Text.Json.Nodes;
using Lockstep.Tests.Connectors;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Systems;

/// <summary>
/// A create whose answer was lost, and whose delivery is over: what comes later for the record makes no second one, and leaves none behind.
/// </summary>
[RunsOnEachStore]
public sealed class OpenCreateTests
{
    private const string ByKey =
        """
        name: to-notes
        from: { system: crm, kind: customer, on: [created, changed, deleted] }
        to: { system: desk, kind: note, key: code }
        map: { code: externalId, text: name }
        timeout: 5s
        retry: { first: 20ms, schedule: [] }
        """;

    private static readonly string Blind = ByKey.Replace(", key: code", "", StringComparison.Ordinal);

    [Fact]
    public async Task A_search_that_fails_does_not_forget_that_a_create_was_sent()
    {
        await using var site = await SystemSite.StartAsync(ByKey.Replace("schedule: []", "schedule: [1ms]", StringComparison.Ordinal));
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        site.Notes.Fail(Misbehaviour.BreaksDown, "GET");
        var id = await MakeAsync(site, "C-1");
        await DeadAsync(site, 1, "unavailable");
        await ChangeAsync(site, id, """{ "name": "Ada King", "externalId": "C-2" }""");
        await site.NotesAsync(static notes => notes is ["C-2: Ada King"], "the note is found by what was sent, and changed");
    }

    [Fact]
    public async Task Where_nothing_tells_also_later_changes_wait_for_a_person_whose_replay_sends_them()
    {
        await using var site = await SystemSite.StartAsync(Blind);
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        var id = await MakeAsync(site, "C-1");
        await DeadAsync(site, 1, "outcome-unknown");
        await ChangeAsync(site, id, """{ "name": "Ada King" }""");
        var newest = (await DeadAsync(site, 2, "outcome-unknown")).Max(static one => (long)one!["id"]!);
        site.Notes.Notes.ShouldHaveSingleItem();
        site.Notes.Delete(site.Notes.Notes[0]["id"]!.ToString());
        await site.App.PostAsync($"/api/sync/dead-letters/{newest}/replay", "{}");
        await site.NotesAsync(static notes => notes is ["C-1: Ada King"], "the person has said that it is not there");
    }

    [Fact]
    public async Task A_discard_leaves_the_record_to_its_next_change()
    {
        await using var site = await SystemSite.StartAsync(Blind);
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        var id = await MakeAsync(site, "C-1");
        var dead = (await DeadAsync(site, 1, "outcome-unknown"))[0]!["id"];
        site.Notes.Delete(site.Notes.Notes[0]["id"]!.ToString());
        await site.App.PostAsync($"/api/sync/dead-letters/{dead}/discard", """{ "reason": "it was taken away there" }""");
        await ChangeAsync(site, id, """{ "name": "Ada King" }""");
        await site.NotesAsync(static notes => notes is ["C-1: Ada King"], "the change makes it");
    }

    [Fact]
    public async Task A_later_change_repeats_the_create_under_its_idempotency_key_and_is_written_behind_it()
    {
        await using var site = await SystemSite.StartAsync(Blind, "remembersKeys: true");
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        var id = await MakeAsync(site, "C-1");
        await DeadAsync(site, 1, "outcome-unknown");
        await SettledAsync(site);
        await ChangeAsync(site, id, """{ "name": "Ada King" }""");
        await site.NotesAsync(static notes => notes is ["C-1: Ada King"], "the one note has what is newer");
    }

    [Fact]
    public async Task A_delete_looks_for_what_a_lost_create_may_have_made()
    {
        await using var site = await SystemSite.StartAsync(ByKey);
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        var id = await MakeAsync(site, "C-1");
        await DeadAsync(site, 1, "outcome-unknown");
        await SettledAsync(site);
        await site.App.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{id}", null);
        await site.NotesAsync(static notes => notes.Count == 0, "it is deleted there too");
    }

    [Fact]
    public async Task A_delete_of_what_cannot_be_looked_for_is_a_question_to_a_person()
    {
        await using var site = await SystemSite.StartAsync(Blind);
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        var id = await MakeAsync(site, "C-1");
        await DeadAsync(site, 1, "outcome-unknown");
        await site.App.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{id}", null);
        await DeadAsync(site, 2, "outcome-unknown");
    }

    /// <summary>Until what was sent would be found, by the clock that the engine goes by.</summary>
    private static Task SettledAsync(SystemSite site)
    {
        var sent = site.App.Now;
        return TestApp.EventuallyAsync(
            () => Task.FromResult(site.App.Now - sent > TimeSpan.FromMilliseconds(100)), "the note is to be found");
    }

    private static async Task<long> MakeAsync(SystemSite site, string externalId) => (await site.App.PostAsync(
        "/api/customers", $$"""{ "name": "Ada", "externalId": "{{externalId}}", "source": "test" }""")).Body!["id"]!.GetValue<long>();

    private static async Task ChangeAsync(SystemSite site, long id, string change) =>
        (await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", change)).Status.ShouldBe(200);

    private static async Task<JsonArray> DeadAsync(SystemSite site, int count, string cause)
    {
        JsonArray dead = [];
        await TestApp.EventuallyAsync(
            async () => (dead = (await site.App.GetAsync("/api/sync/dead-letters")).Body!["items"]!.AsArray()).Count == count,
            "there are dead letters");
        dead.Select(static one => (string?)one!["cause"]).ShouldAllBe(one => one == cause);
        return dead;
    }
}
