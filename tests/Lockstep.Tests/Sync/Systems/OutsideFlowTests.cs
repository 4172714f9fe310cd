using System.Text.Json.Nodes;
using Lockstep.Tests.Connectors;
using Lockstep.Tests.Connectors.Sample;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Systems;

/// <summary>
/// Flows to and from a system that is no module: what it has no write by key for, the engine makes of look-up, create and update.
/// </summary>
[RunsOnEachStore]
public sealed class OutsideFlowTests
{
    private const string ToNotes =
        """
        name: to-notes
        from: { system: crm, kind: customer, on: [created, changed, deleted] }
        to: { system: desk, kind: note, key: code }
        map: { code: externalId, text: name }
        timeout: 5s
        retry: { first: 20ms }
        """;

    private const string FromNotes =
        """
        name: from-notes
        from: { system: desk, kind: note, on: [created, changed] }
        trigger: { poll: { every: 50ms, overlap: 0s } }
        to: { system: crm, kind: customer }
        map: { externalId: id, name: text }
        set: { source: desk }
        """;

    [Fact]
    public async Task A_record_is_made_changed_and_deleted_there_as_it_is_here()
    {
        await using var site = await SystemSite.StartAsync(ToNotes);
        var id = await MakeAsync(site, "C-1", "Ada");
        await site.NotesAsync(static notes => notes is ["C-1: Ada"], "the note is made");
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{ "name": "Ada King" }""");
        await site.NotesAsync(static notes => notes is ["C-1: Ada King"], "it is changed");
        await site.App.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{id}", null);
        await site.NotesAsync(static notes => notes.Count == 0, "it is deleted");
        await TestApp.EventuallyAsync(
            async () => await TotalAsync(site, "/api/sync/deliveries?state=delivered") == 3, "all are noted down");
    }

    [Fact]
    public async Task What_was_asked_of_the_system_and_what_it_answered_is_kept_with_the_attempt_without_its_key()
    {
        await using var site = await SystemSite.StartAsync(ToNotes);
        await MakeAsync(site, "C-1", "Ada");
        await DeliveredAsync(site);
        var delivery = await site.App.GetAsync("/api/sync/deliveries/1");
        var said = delivery.Body!["attempts"]!.AsArray().ShouldHaveSingleItem()!["exchanges"]!.AsArray();
        said.Select(static one => (string?)one!["method"]).ShouldBe(["GET", "POST"], "it is looked for, then made");
        ((string?)said[0]!["url"]).ShouldNotBeNull().ShouldStartWith(site.Notes.Address.ToString());
        ((string?)said[0]!["request"]).ShouldBeNull();
        ((string?)said[1]!["request"]).ShouldNotBeNull().ShouldContain("\"Ada\"");
        ((int?)said[1]!["status"] is 200 or 201, (string?)said[1]!["answer"]).ShouldSatisfyAllConditions(
            static one => one.Item1.ShouldBeTrue(), static one => one.Item2.ShouldNotBeNull().ShouldContain("C-1"));
        delivery.Body.ToJsonString().ShouldNotContain(NotesServer.Key);
    }

    [Fact]
    public async Task A_request_whose_answer_did_not_come_is_kept_without_one()
    {
        await using var site = await SystemSite.StartAsync(ToNotes);
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        await MakeAsync(site, "C-1", "Ada");
        await DeliveredAsync(site);
        var attempts = (await site.App.GetAsync("/api/sync/deliveries/1")).Body!["attempts"]!.AsArray();
        var lost = attempts[0]!["exchanges"]!.AsArray()[^1]!;
        ((string?)lost["method"], (int?)lost["status"], (string?)lost["answer"]).ShouldBe(("POST", null, null));
        ((string?)lost["request"]).ShouldNotBeNull().ShouldContain("Ada");
    }

    [Fact]
    public async Task What_stands_there_already_is_found_by_its_key_and_not_made_a_second_time()
    {
        await using var site = await SystemSite.StartAsync(ToNotes);
        site.Notes.Make(new JsonObject { ["code"] = "C-1", ["text"] = "older", ["weight"] = 3 });
        await MakeAsync(site, "C-1", "Ada");
        await site.NotesAsync(static notes => notes is ["C-1: Ada"], "the note is the one that was there");
        ((int?)site.Notes.Notes[0]["weight"]).ShouldBe(3);
    }

    [Fact]
    public async Task When_several_have_the_key_a_person_is_asked_and_none_is_touched()
    {
        await using var site = await SystemSite.StartAsync(ToNotes);
        site.Notes.Make(new JsonObject { ["code"] = "C-1", ["text"] = "one" });
        site.Notes.Make(new JsonObject { ["code"] = "C-1", ["text"] = "two" });
        await MakeAsync(site, "C-1", "Ada");
        var dead = await DeadAsync(site);
        ((string?)dead["cause"]).ShouldBe("validation");
        ((string?)dead["message"]).ShouldNotBeNull().ShouldContain("notes/1 and notes/2");
        ((string?)dead["message"])!.ShouldNotContain("C-1", Case.Sensitive, "a key may be an e-mail address, and this goes to the log");
        site.Notes.Notes.Select(static note => (string?)note["text"]).ShouldBe(["one", "two"]);
    }

    [Theory]
    [InlineData(Misbehaviour.WritesAndHangsUp)]
    [InlineData(Misbehaviour.AnswersNonsense)]
    public async Task A_create_whose_answer_was_lost_is_looked_for_and_makes_one_record(Misbehaviour how)
    {
        await using var site = await SystemSite.StartAsync(ToNotes);
        site.Notes.Fail(how, "POST");
        await MakeAsync(site, "C-1", "Ada");
        await DeliveredAsync(site);
        site.Notes.Notes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Where_the_system_knows_creates_again_by_their_keys_a_lost_answer_is_asked_for_once_more()
    {
        await using var site =
            await SystemSite.StartAsync(ToNotes.Replace(", key: code", "", StringComparison.Ordinal), "remembersKeys: true");
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        await MakeAsync(site, "C-1", "Ada");
        await DeliveredAsync(site);
        site.Notes.Notes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Where_nothing_tells_what_became_of_a_create_it_is_never_sent_blindly_again()
    {
        await using var site = await SystemSite.StartAsync(ToNotes.Replace(", key: code", "", StringComparison.Ordinal));
        site.Notes.Fail(Misbehaviour.WritesAndHangsUp, "POST");
        await MakeAsync(site, "C-1", "Ada");
        ((string?)(await DeadAsync(site))["cause"]).ShouldBe("outcome-unknown");
        site.Notes.Notes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_record_that_was_deleted_there_is_not_made_again_behind_somebodys_back()
    {
        await using var site = await SystemSite.StartAsync(ToNotes);
        var id = await MakeAsync(site, "C-1", "Ada");
        await DeliveredAsync(site);
        site.Notes.Delete(site.Notes.Notes[0]["id"]!.ToString());
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{ "name": "Ada King" }""");
        ((string?)(await DeadAsync(site))["cause"]).ShouldBe("not-found");
        site.Notes.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_system_refuses_is_a_dead_letter_with_its_own_words()
    {
        await using var site = await SystemSite.StartAsync(ToNotes);
        await site.App.PostAsync("/api/customers", """{ "name": "Ada, who has no code" }""");
        var dead = await DeadAsync(site);
        ((string?)dead["cause"]).ShouldBe("target-refused");
        ((string?)dead["message"]).ShouldBe("code is missing");
    }

    [Fact]
    public async Task Records_of_an_outside_system_come_in_by_their_cursor_whatever_their_ids_look_like()
    {
        await using var site = await SystemSite.StartAsync(FromNotes);
        var first = site.Notes.Make(new JsonObject { ["code"] = "N", ["text"] = "Ada" })["id"]!.ToString();
        for (var number = 0; number < 3; number++)
        {
            site.Notes.Make(new JsonObject { ["code"] = "N", ["text"] = $"Bo {number}" });
        }

        await TestApp.EventuallyAsync(async () => await TotalAsync(site, "/api/customers") == 4, "all are there");
        site.Notes.Change(first, new JsonObject { ["text"] = "Ada King" });
        await TestApp.EventuallyAsync(async () => await TotalAsync(site, "/api/customers?q=ada king") == 1, "the change is there");
        (await TotalAsync(site, "/api/customers")).ShouldBe(4);
        var customer = (await site.App.GetAsync("/api/customers?q=ada")).Body!["items"]![0]!;
        ((string?)customer["externalId"], (string?)customer["source"]).ShouldBe((first, "desk"));
        var subjects = (await site.App.GetAsync("/api/sync/deliveries")).Body!["items"]!.AsArray()
            .Select(static one => (string?)one!["subject"]);
        subjects.Contains($"desk:note/{first}", StringComparer.Ordinal).ShouldBeTrue();
    }

    [Fact]
    public async Task A_note_that_is_deleted_and_made_again_is_told_as_deleted_and_created()
    {
        await using var site = await SystemSite.StartAsync(
            """
            name: mirror
            from: { system: desk, kind: note, on: [created, changed, deleted] }
            trigger: { poll: { every: 50ms } }
            to: { system: desk, kind: note, key: code }
            map: { code: mirrored, text: text }
            """.Replace("to: { system: desk, kind: note, key: code }", "to: { system: crm, kind: customer }", StringComparison.Ordinal)
                .Replace("{ code: mirrored, text: text }", "{ externalId: id, name: text }", StringComparison.Ordinal));
        var id = site.Notes.Make(new JsonObject { ["code"] = "N", ["text"] = "Ada" })["id"]!.ToString();
        await TestApp.EventuallyAsync(async () => await TotalAsync(site, "/api/sync/deliveries") == 1, "it was created");
        site.Notes.Delete(id);
        await TestApp.EventuallyAsync(async () => await TotalAsync(site, "/api/sync/deliveries") == 2, "it was deleted");
        site.Notes.Change(id, new JsonObject { ["deleted"] = false });
        await TestApp.EventuallyAsync(async () => await TotalAsync(site, "/api/sync/deliveries") == 3, "it was created again");
    }

    private static async Task<long> MakeAsync(SystemSite site, string externalId, string name) => (await site.App.PostAsync(
        "/api/customers", $$"""{ "name": "{{name}}", "externalId": "{{externalId}}", "source": "test" }""")).Body!["id"]!.GetValue<long>();

    private static Task DeliveredAsync(SystemSite site) => TestApp.EventuallyAsync(
        async () => await TotalAsync(site, "/api/sync/deliveries?state=delivered") == 1, "it is delivered");

    private static async Task<JsonNode> DeadAsync(SystemSite site)
    {
        JsonArray dead = [];
        await TestApp.EventuallyAsync(
            async () => (dead = (await site.App.GetAsync("/api/sync/dead-letters")).Body!["items"]!.AsArray()).Count == 1,
                "there is a dead letter");
        return dead[0]!;
    }

    private static async Task<long> TotalAsync(SystemSite site, string path) =>
        (await site.App.GetAsync(path)).Body!["total"]!.GetValue<long>();
}
