using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Conformance.Systems;

/// <summary>What is special about Tryton: sessions, parts that touch nothing, steps instead of states, errors with labels.</summary>
[Collection(WithTryton.Name)]
[Trait(TrytonFixture.Trait, TrytonFixture.Needs)]
public sealed class When_Tryton_answers_in_its_own_way(TrytonFixture tryton) : IDisposable
{
    private readonly HttpClient _client = new();
    private ISystem? _system;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ISystem System => _system ??= tryton.Open(_client, TimeProvider.System);

    [Fact]
    public async Task A_session_that_has_ended_is_followed_by_another_whoever_notices_first()
    {
        var id = await MakeAsync("party", new JsonObject { ["name"] = "Session", ["code"] = "own/session" });
        await tryton.Shared.EndSessionsAsync();
        var before = await SessionsAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => System.ReadAsync("party", id, Ct)));
        replies.ShouldAllBe(static reply => reply.Failure == null);
        (await SessionsAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_wrong_password_is_shown_once_and_not_again_and_again()
    {
        var clock = new ManualClock();
        var way = new SignInCounter();
        using var client = new HttpClient(way);
        var stranger = tryton.Open(client, clock, password: "wrong");
        (await stranger.TestAsync(Ct)).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.SignIn);
        var again = (await stranger.TestAsync(Ct)).Failure.ShouldNotBeNull();
        (again.Cause, way.SignIns).ShouldBe((FailureCause.SignIn, 1));
        again.RetryAfter.ShouldNotBeNull();
        clock.Advance(again.RetryAfter.Value);
        await stranger.TestAsync(Ct);
        way.SignIns.ShouldBe(2);
    }

    [Fact]
    public async Task An_address_that_changes_by_itself_is_a_change_of_its_party()
    {
        var id = await MakeAsync("party", new JsonObject
        {
            ["name"] = "Parts", ["code"] = "own/parts", ["address"] = new JsonObject { ["city"] = "Kiel", ["country"] = "DE" },
        });
        var cursor = await CursorAsync("party");
        var address = (await tryton.Shared.RowsAsync("party.address", [new JsonArray("party", "=", Number(id))], "city"))[0]!;
        await tryton.Shared.WriteAsync("party.address", (long)address["id"]!, new JsonObject { ["city"] = "Bremen" });
        var page = (await System.ChangesAsync(new ChangesRequest("party", cursor, 100) { StartsRound = true }, Ct)).Value!;
        var data = Data(page.Records.Last(one => string.Equals(one.Id, id, StringComparison.Ordinal)));
        (data["address"]!["city"]!.ToString(), data["address"]!["country"]!.ToString()).ShouldBe(("Bremen", "DE"));
    }

    [Fact]
    public async Task What_stands_there_already_is_not_written_again()
    {
        var fields = new JsonObject
        {
            ["name"] = "Same", ["code"] = "own/same", ["email"] = "same@example.com", ["phone"] = null, ["lang"] = "de",
            ["address"] = new JsonObject { ["street"] = "Kai 1\nHof", ["postal_code"] = "01234", ["city"] = null, ["country"] = "Germany" },
            ["identifiers"] = new JsonArray(new JsonObject { ["type"] = null, ["code"] = "4711" }),
        };
        var id = await MakeAsync("party", fields);
        var before = await tryton.Shared.AskAsync<string>(Stamps(id));
        var result = await System.UpdateAsync(new UpdateRequest("party", id, fields), Ct);
        result.Cause.ShouldBeNull(result.Message);
        (await tryton.Shared.AskAsync<string>(Stamps(id))).ShouldBe(before);
        fields["email"] = "other@example.com";
        (await System.UpdateAsync(new UpdateRequest("party", id, fields), Ct)).Cause.ShouldBeNull();
        string.Equals(await tryton.Shared.AskAsync<string>(Stamps(id)), before, StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refusal_names_the_field_as_flows_call_it()
    {
        var digits = await System.CreateAsync(
            new CreateRequest("product", new JsonObject { ["name"] = "x", ["list_price"] = 1.234567m }, "kit"), Ct);
        (digits.Cause, digits.Fields.Keys.Single()).ShouldBe((FailureCause.TargetRefused, "list_price"));
        var taken = await System.CreateAsync(new CreateRequest("party", new JsonObject { ["name"] = "x", ["code"] = "1" }, "kit"), Ct);
        (taken.Cause, taken.Fields.Keys.Single()).ShouldBe((FailureCause.TargetRefused, "code"));
        var lacking = await System.CreateAsync(new CreateRequest("sale", new JsonObject { ["reference"] = "own/lacking" }, "kit"), Ct);
        (lacking.Cause, lacking.Fields.Keys.Single()).ShouldBe((FailureCause.Validation, "party"));
        var unknown = await System.CreateAsync(new CreateRequest("party", new JsonObject { ["nmae"] = "x" }, "kit"), Ct);
        (unknown.Cause, unknown.Fields.Keys.Single()).ShouldBe((FailureCause.Mapping, "nmae"));
        var nowhere = await System.CreateAsync(
            new CreateRequest("party", new JsonObject { ["name"] = "x", ["address"] = new JsonObject { ["country"] = "Atlantis" } }, "kit"),
                Ct);
        (nowhere.Cause, nowhere.Fields.Keys.Single()).ShouldBe((FailureCause.Validation, "address.country"));
    }

    [Fact]
    public async Task A_sale_is_led_by_steps_and_what_is_confirmed_is_not_changed_any_more()
    {
        var party = await MakeAsync("party", new JsonObject { ["name"] = "Buyer", ["code"] = "own/buyer" });
        var fields = new JsonObject
        {
            ["reference"] = "own/steps", ["party"] = party, ["state"] = "quotation", ["lines"] = new JsonArray(Line("boots", 2, 10.1234m)),
        };
        var id = await MakeAsync("sale", fields);
        var quoted = await ReadAsync("sale", id);
        (quoted["state"]!.ToString(), quoted["total_amount"]!.ToJsonString(), quoted["number"]).ShouldBe(
            ("quotation", "20.25", quoted["number"].ShouldNotBeNull()));

        fields["lines"] = new JsonArray(Line("boots", 3, 10.1234m), Line("laces", 1, 0.99m));
        await ChangeAsync(id, fields);
        var changed = await ReadAsync("sale", id);
        (changed["state"]!.ToString(), changed["total_amount"]!.ToJsonString()).ShouldBe(("quotation", "31.36"));
        changed["lines"]![0]!["id"]!.ToJsonString().ShouldBe(quoted["lines"]![0]!["id"]!.ToJsonString(), "the line is the same one");

        fields["state"] = "processing";
        await ChangeAsync(id, fields);
        (await ReadAsync("sale", id))["state"]!.ToString().ShouldBe("processing");
        fields["state"] = "draft";
        await ChangeAsync(id, fields);
        fields["lines"] = new JsonArray(Line("boots", 1, 10.1234m));
        var late = await System.UpdateAsync(new UpdateRequest("sale", id, fields), Ct);
        (late.Cause, late.Fields.Keys.Single()).ShouldBe((FailureCause.TargetRefused, "lines"));
        var back = await System.UpdateAsync(new UpdateRequest("sale", id, new JsonObject { ["state"] = "cancelled" }), Ct);
        (back.Cause, back.Fields.Keys.Single()).ShouldBe((FailureCause.TargetRefused, "state"));
    }

    [Fact]
    public async Task A_sale_that_was_made_but_can_not_be_quoted_is_found_again_and_not_made_twice()
    {
        var party = await tryton.Shared.MakeAsync("party.party", new JsonObject { ["name"] = "Nowhere", ["code"] = "own/nowhere" });
        var fields = new JsonObject { ["reference"] = "own/stuck", ["party"] = party, ["state"] = "quotation" };
        (await System.CreateAsync(new CreateRequest("sale", fields, "kit"), Ct)).Cause.ShouldBe(FailureCause.OutcomeUnknown);
        var found = (await System.SearchAsync(
            new SearchRequest("sale", "reference", "own/stuck", 2), Ct)).Value!.Records.ShouldHaveSingleItem();
        var again = await System.UpdateAsync(new UpdateRequest("sale", found.Id, fields), Ct);
        again.Cause.ShouldBe(FailureCause.TargetRefused);
        again.Message!.ShouldContain("invoice address");
    }

    [Fact]
    public async Task Rows_of_any_other_model_are_records_as_the_file_says()
    {
        var system = tryton.Open(
            _client, TimeProvider.System, kinds: "kinds:\n  group: { model: party.category, fields: [name, parent], search: [name] }");
        var made = await system.CreateAsync(new CreateRequest("group", new JsonObject { ["name"] = "own/group" }, "kit"), Ct);
        made.Cause.ShouldBeNull(made.Message);
        var child = await system.CreateAsync(
            new CreateRequest("group", new JsonObject { ["name"] = "own/child", ["parent"] = made.TargetId }, "kit"), Ct);
        Data((await system.ReadAsync("group", child.TargetId!, Ct)).Value!)["parent"]!.ToJsonString().ShouldBe(made.TargetId);
        (await system.DeleteAsync(new DeleteRequest("group", child.TargetId!), Ct)).Cause.ShouldBeNull();
        (await system.ReadAsync("group", child.TargetId!, Ct)).Failure!.Cause.ShouldBe(FailureCause.NotFound);
    }

    public void Dispose() => _client.Dispose();

    private static JsonObject Line(string description, int quantity, decimal price) =>
        new() { ["description"] = description, ["quantity"] = quantity, ["unit_price"] = price };

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static JsonObject Data(SourceRecord record) => JsonNode.Parse(record.Data.Span)!.AsObject();

    private static string Stamps(string party) => $"""
        select concat_ws(' ', (select max(coalesce(write_date, create_date)) from party_party where id = {party}),
          (select max(coalesce(write_date, create_date)) from party_address where party = {party}),
          (select string_agg(id || ':' || coalesce(write_date, create_date), ',' order by id)
            from party_contact_mechanism where party = {party}),
          (select string_agg(id || ':' || coalesce(write_date, create_date), ',' order by id)
            from party_identifier where party = {party}))
        """;

    private Task<long> SessionsAsync() => tryton.Shared.AskAsync<long>("select count(*) from ir_session");

    private async Task<string> MakeAsync(string kind, JsonObject fields)
    {
        var made = await System.CreateAsync(new CreateRequest(kind, fields, "kit"), Ct);
        made.Cause.ShouldBeNull(made.Message);
        return made.TargetId!;
    }

    private async Task ChangeAsync(string id, JsonObject fields)
    {
        var result = await System.UpdateAsync(new UpdateRequest("sale", id, fields), Ct);
        result.Cause.ShouldBeNull(result.Message);
    }

    private async Task<JsonObject> ReadAsync(string kind, string id) => Data((await System.ReadAsync(kind, id, Ct)).Value!);

    private async Task<string> CursorAsync(string kind)
    {
        string? cursor = null;
        while (true)
        {
            var page = (await System.ChangesAsync(new ChangesRequest(kind, cursor, 500) { StartsRound = cursor is null }, Ct)).Value!;
            cursor = page.Next;
            if (!page.More)
            {
                return cursor!;
            }
        }
    }

    /// <summary>Counts how often somebody signs in.</summary>
    private sealed class SignInCounter() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int SignIns { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            SignIns += (await request.Content!.ReadAsStringAsync(cancellationToken)).Contains("common.db.login", StringComparison.Ordinal)
                ? 1 : 0;
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
