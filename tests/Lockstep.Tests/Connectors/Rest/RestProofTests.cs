using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using static Lockstep.Tests.Connectors.Rest.ScriptedApi;

namespace Lockstep.Tests.Connectors.Rest;

/// <summary>Nothing is taken for known that an answer does not prove.</summary>
public sealed class RestProofTests
{
    private const string Feed = "changes: { path: 'feed?after={after}', place: at, id: who, records: 'customers?ids={ids}' }";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("code", "A-B12", "AB-12", false)]
    [InlineData("code", "ab-12 ", "AB-12", true)]
    [InlineData("email", "a.b@x.test", "ab@x.test", false)]
    [InlineData("phone", "+49 40 1", "+49(40)-1", true)]
    [InlineData("phone", "+49 40 2", "+49 40 1", false)]
    [InlineData("phone", "none", "None ", true)]
    public async Task A_record_is_found_by_a_value_like_its_own_and_telephone_numbers_by_their_digits(
        string field, string found, string wanted, bool isFound)
    {
        using var api = new ScriptedApi(_ => Json($$"""[{ "id": 1, "{{field}}": "{{found}}" }]"""));
        var system = api.Open("search: { code: 'c?v={value}', email: 'c?v={value}' }, searchByDigits: { phone: 'c?v={value}' }");

        var reply = await system.SearchAsync(new SearchRequest("customer", field, wanted, 2), Ct);

        (reply.Value?.Records.Count, reply.Failure?.Cause).ShouldBe(
            isFound ? (1, (FailureCause?)null) : (null, FailureCause.TargetRefused));
    }

    [Fact]
    public async Task Records_that_a_feed_names_all_come_also_where_the_answer_is_cut()
    {
        using var api = new ScriptedApi(asked => Json(asked.StartsWith("GET /feed", StringComparison.Ordinal)
            ? List(Enumerable.Range(1, 5).Select(static one => $$"""{ "at": {{one}}, "who": "C{{one}}" }"""))
            : List(asked.Split('=')[1].Split(',').Where(static id => id is not "C4").Take(2)
                .Select(static id => $$"""{ "id": "{{id}}" }"""))));

        var reply = await api.Open(Feed).ChangesAsync(new ChangesRequest("customer", null, 10), Ct);

        reply.Value!.Records.Select(static record => record.Id).ShouldBe(["C1", "C2", "C3", "C5"]);
        reply.Value.Records.ShouldAllBe(static record => !record.IsDeleted);
    }

    [Fact]
    public async Task One_record_that_is_not_there_does_not_take_the_others_with_it()
    {
        using var api = new ScriptedApi(asked => asked switch
        {
            "GET /feed" => Json("""[{ "at": 1, "who": "C1" }, { "at": 2, "who": "C2" }]"""),
            "GET /customers?ids=C2" => Json("""[{ "id": "C2" }]"""),
            _ => Json("{}", 404),
        });

        var reply = await api.Open(Feed).ChangesAsync(new ChangesRequest("customer", null, 10), Ct);

        reply.Value!.Records.Single().Id.ShouldBe("C2");
    }

    [Fact]
    public async Task An_answer_with_other_records_than_were_asked_for_is_a_failure()
    {
        using var api = new ScriptedApi(asked => Json(asked is "GET /feed" ? """[{ "at": 1, "who": "C9" }]""" : """[{ "id": "C1" }]"""));

        var reply = await api.Open(Feed).ChangesAsync(new ChangesRequest("customer", null, 10), Ct);

        reply.Failure!.Message.ShouldContain("check the path records of the feed");
    }

    [Theory]
    [InlineData("record: after")]
    [InlineData("records: 'customers/{id}'")]
    public async Task A_feed_whose_entries_have_ids_of_their_own_is_a_failure_and_not_a_feed_without_news(string record)
    {
        using var api = new ScriptedApi(asked => Json(
            asked is "GET /feed" ? """[{ "at": 1, "id": 17, "after": { "id": "C42" } }]""" : """{ "id": "C42" }"""));

        var reply = await api.Open($"changes: {{ path: 'feed?after={{after}}', place: at, {record} }}")
            .ChangesAsync(new ChangesRequest("customer", null, 10), Ct);

        reply.Failure!.Message.ShouldContain("C42");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("errors: { meanings: { '404': not-found } }", true)]
    public async Task A_search_that_is_not_there_has_not_found_nothing(string errors, bool isEmpty)
    {
        using var api = new ScriptedApi(_ => Json("{}", 404));

        var reply = await api.Open("search: { email: 'c?e={value}' }", errors)
            .SearchAsync(new SearchRequest("customer", "email", "a@x.test", 2), Ct);

        (reply.Value?.Records.Count, reply.Failure?.Cause).ShouldBe(
            isEmpty ? (0, (FailureCause?)null) : (null, FailureCause.TargetRefused));
    }

    [Theory]
    [InlineData("", "[]", FailureCause.SignIn)]
    [InlineData(", search: { id: 'c?id={value}' }", "[]", FailureCause.NotFound)]
    [InlineData(", search: { id: 'c?id={value}' }", """[{ "id": "1" }]""", FailureCause.SignIn)]
    public async Task What_may_be_forbidden_is_gone_only_when_a_search_by_its_id_finds_nothing(
        string search, string found, FailureCause cause)
    {
        using var api = new ScriptedApi(asked => asked switch
        {
            "GET /c?id=1" => Json(found),
            "GET /c" => Json("[]"),
            _ => Json("{}", 403),
        });
        var system = api.Open($"list: c, read: 'c/{{id}}', update: 'c/{{id}}'{search}",
            "errors: { meanings: { '403': gone-or-forbidden } }");

        var read = (await system.ReadAsync("customer", "1", Ct)).Failure!;
        var written = await system.UpdateAsync(new UpdateRequest("customer", "1", []), Ct);

        (read.Cause, written.Cause).ShouldBe((cause, (FailureCause?)cause));
        written.Message!.Contains("may be gone or forbidden", StringComparison.Ordinal).ShouldBe(search.Length == 0);
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("text/html", FailureCause.Unavailable)]
    public async Task What_was_changed_or_deleted_need_not_be_told_in_JSON(string type, FailureCause? cause)
    {
        using var api = new ScriptedApi(_ => Text("OK", type));
        var system = api.Open("create: c, update: 'c/{id}', delete: 'c/{id}'");

        var changed = await system.UpdateAsync(new UpdateRequest("customer", "1", []), Ct);

        (changed.Cause, changed.Record).ShouldBe((cause, null));
        (await system.DeleteAsync(new DeleteRequest("customer", "1"), Ct)).Cause.ShouldBe(cause);
        (await system.CreateAsync(new CreateRequest("customer", [], "key"), Ct)).Cause.ShouldBe(FailureCause.OutcomeUnknown);
    }

    [Fact]
    public async Task Whoever_was_faster_is_read_again_and_kept_where_nobody_asked_for_a_version()
    {
        var (version, body) = (1, "");
        using var api = new ScriptedApi(async (asked, request) =>
        {
            if (asked.StartsWith("PUT", StringComparison.Ordinal))
            {
                var isLate = request.Headers.GetValues("If-Match").Single() is "\"1\"";
                version = 2;
                body = await request.Content!.ReadAsStringAsync(Ct);
                return Json("{}", isLate ? 412 : 200);
            }

            return Json($$"""{ "id": "1", "version": {{version}}, "city": "city {{version}}" }""");
        });
        var system = api.Open("read: 'c/{id}', update: 'PUT c/{id}'", """
            answers: { version: version }
            conditional: 'If-Match: "{version}"'
            """);
        var wish = new UpdateRequest("customer", "1", new JsonObject { ["phone"] = "1" });

        (await system.UpdateAsync(wish, Ct)).Cause.ShouldBeNull();
        JsonNode.Parse(body)!["city"]!.GetValue<string>().ShouldBe("city 2");
        (await system.UpdateAsync(wish with { ExpectedVersion = "1" }, Ct)).Cause.ShouldBe(FailureCause.VersionConflict);
        api.Asked.Count(static asked => asked.StartsWith("PUT", StringComparison.Ordinal)).ShouldBe(3);
    }

    private static string List(IEnumerable<string> items) => $"[{string.Join(',', items)}]";
}
