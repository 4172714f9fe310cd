using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Imports;

/// <summary>What the undo of an import promises, whatever is imported; told of customers.</summary>
[RunsOnEachStore]
public sealed class UndoTests(UndoFixture fixture) : IClassFixture<UndoFixture>
{
    private readonly TestApp _app = fixture.App;
    private readonly ImportApi _api = fixture.Of("customers");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_it_made_goes_what_it_changed_is_as_before_and_what_somebody_changed_since_stays()
    {
        await fixture.ImportAsync("customers", "externalId,name,phone\na1,Ada,1\na2,Bob,2\n", "source=a");
        var import = await fixture.ImportAsync(
            "customers", "externalId,name,phone\na1,Ada L,9\na2,Bobby,9\na3,Cy,9\na4,Di,9\n", "source=a");
        ((bool)import["canBeUndone"]!, import["undo"]).ShouldBe((true, null));
        await PatchAsync("a2", """{"phone":"77"}""");
        await PatchAsync("a4", """{"phone":"78"}""");
        var preview = await fixture.PreviewAsync("customers", import);
        (UndoFixture.Counts(preview), (int)preview["records"]!, (int)preview["looked"]!).ShouldBe(((1, 1, 0, 2), 4, 4));
        preview["reasons"]!.AsArray().Select(static one => (string)one!["message"]!).ShouldAllBe(
            static reason => reason.StartsWith("It was changed since by user:1; it is at version ", StringComparison.Ordinal));
        ((string?)(await _api.CustomerAsync("a1"))["name"]).ShouldBe("Ada L", "a preview changes nothing");
        var undo = await fixture.UndoAsync("customers", import);
        (UndoFixture.Counts(undo), (int)undo["records"]!, (int)undo["done"]!, (string?)undo["by"]).ShouldBe(((1, 1, 0, 2), 4, 4, "user:1"));
        var ada = await _api.CustomerAsync("a1");
        ((string?)ada["name"], (string?)ada["phone"], (int)ada["version"]!).ShouldBe(("Ada", "1", 3));
        var bob = await _api.CustomerAsync("a2");
        ((string?)bob["name"], (string?)bob["phone"]).ShouldBe(("Bobby", "77"));
        (await _api.GetAsync("customers?externalId=a3"))["total"]!.GetValue<int>().ShouldBe(0);
        (await _api.CustomerAsync("a4"))["name"]!.GetValue<string>().ShouldBe("Di");
        (await fixture.VerdictsAsync(undo)).Select(static line => string.Join(',', line.Split(',')[..2])).ShouldBe(
            ["1,restored", "2,kept", "3,deleted", "4,kept"]);
        (await fixture.VerdictsAsync(undo, "?outcome=kept")).Length.ShouldBe(2);
        var after = await _api.GetAsync($"customers/imports/{import["id"]}");
        ((bool)after["canBeUndone"]!, (string?)after["undo"]).ShouldBe((false, "finished"));
    }

    [Fact]
    public async Task Asked_for_twice_it_is_the_same_undo_and_the_audit_log_names_it_once()
    {
        var import = await fixture.ImportAsync("customers", "externalId,name\nb1,Ada\n", "source=b");
        var undo = await fixture.UndoAsync("customers", import);
        var path = $"/api/customers/imports/{import["id"]}/undo";
        var again = await _app.PostAsync(path, "");
        (again.Status, again.Body!.ToJsonString()).ShouldBe((202, undo.ToJsonString()));
        (await _app.PostAsync($"{path}/preview", "")).Status.ShouldBe(409);
        var entries = (await _app.GetAsync("/api/audit?action=import:undone")).Items.Where(
            one => string.Equals((string?)one!["target"], $"customers/imports/{import["id"]}", StringComparison.Ordinal));
        ((string?)entries.ShouldHaveSingleItem()!["actor"]).ShouldBe("user:1");
        ImportApi.Counts((await _api.CsvAsync("externalId,name\nb1,Ada\n", "source=b")).Body).ShouldBe((1, 0, 0, 0), "it is new again");
    }

    [Fact]
    public async Task A_record_of_which_there_is_more_stays_and_says_what()
    {
        var import = await fixture.ImportAsync("customers", "externalId,name\nc1,A\nc2,B\nc3,C\nc4,D\n", "source=c");
        var ids = new List<long>();
        foreach (var key in new[] { "c1", "c2", "c3", "c4" })
        {
            ids.Add((long)(await _api.CustomerAsync(key))["id"]!);
        }

        var ticket = await _app.PostAsync("/api/tickets", $$"""{"customerId":{{ids[0]}},"subject":"x"}""");
        (await _app.PostAsync($"/api/customers/{ids[1]}/notes", """{"text":"x"}""")).Status.ShouldBe(201);
        await fixture.ImportAsync(
            "orders", $"externalId,customerId,sku,name,quantity,unitPrice,placedAt\nc9,{ids[2]},UNDO-C,x,1,1,2026-01-02T00:00:00Z\n",
            "source=c&mode=history&currency=EUR&products=create&map=customerId=customerId");
        var undo = await fixture.UndoAsync("customers", import);
        UndoFixture.Counts(undo).ShouldBe((1, 0, 0, 3));
        var told = await fixture.VerdictsAsync(undo, "?outcome=kept");
        told[0].ShouldContain($"There is something of it: ticket {ticket.Body!["id"]}.");
        told[1].ShouldContain("There is something of it: notes.");
        told[2].ShouldContain("There is something of it: order ");
        (await _app.Admin.SendAsync(HttpMethod.Delete, $"/api/tickets/{ticket.Body!["id"]}", null)).Status.ShouldBe(204);
        UndoFixture.Counts(await fixture.UndoAsync("customers", import)).ShouldBe((1, 0, 0, 3), "asked for twice it is the same");
        UndoFixture.Counts(await fixture.UndoAsync("customers", import, "?again=yes")).ShouldBe((2, 0, 0, 2), "one is free by now");
    }

    [Fact]
    public async Task What_a_later_row_took_from_an_earlier_one_goes_back_to_where_it_was()
    {
        await fixture.ImportAsync("customers", "externalId,name,email\nd1,A,x@undo.example\nd2,B,y@undo.example\n", "source=d");
        var import = await fixture.ImportAsync(
            "customers", "externalId,name,email\nd1,A,\nd2,B,x@undo.example\nd3,C,y@undo.example\n", "source=d");
        UndoFixture.Counts(await fixture.UndoAsync("customers", import)).ShouldBe((1, 2, 0, 0));
        ((string?)(await _api.CustomerAsync("d1"))["email"], (string?)(await _api.CustomerAsync("d2"))["email"]).ShouldBe(
            ("x@undo.example", "y@undo.example"));
    }

    [Fact]
    public async Task Several_rows_about_one_record_are_undone_as_one()
    {
        await fixture.ImportAsync("customers", "externalId,name,phone\ne1,A,1\n", "source=e");
        var import = await fixture.ImportAsync(
            "customers", "externalId,name,phone\ne1,B,1\ne2,X,1\ne1,C,1\ne2,Y,1\ne1,D,2\n", "source=e");
        UndoFixture.Counts(await fixture.UndoAsync("customers", import)).ShouldBe((1, 1, 0, 0));
        var back = await _api.CustomerAsync("e1");
        ((string?)back["name"], (string?)back["phone"], (int)back["version"]!).ShouldBe(("A", "1", 5));
    }

    [Fact]
    public async Task It_is_refused_where_there_is_nothing_to_undo_and_where_the_caller_may_not()
    {
        (await _app.PostAsync("/api/customers/imports/987654/undo", "")).Status.ShouldBe(404);
        var import = await fixture.ImportAsync("customers", "externalId,name\nf1,A\n", "source=f");
        var same = await fixture.ImportAsync("customers", "externalId,name\nf1,A\n", "source=f");
        (await _app.PostAsync($"/api/customers/imports/{same["id"]}/undo", "")).Status.ShouldBe(409);
        var path = $"/api/customers/imports/{import["id"]}/undo";
        (await _app.GetAsync(path)).Status.ShouldBe(404);
        (await _app.GetAsync($"{path}/verdicts")).Status.ShouldBe(404);
        (await _app.As("viewer").SendAsync(HttpMethod.Post, path, "")).Status.ShouldBe(403);
        (await _app.Anonymous.SendAsync(HttpMethod.Post, path, "")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task One_that_was_interrupted_ends_where_it_stands_and_its_name_begins_a_new_one()
    {
        var import = await CutAsync("undone");
        UndoFixture.Counts(await fixture.UndoAsync("customers", import)).ShouldBe(((int)import["rows"]!, 0, 0, 0));
        var (_, next) = await _api.CsvAsync("externalId,name\ng-1,A\n", "source=g&run=undone");
        ((int)next["created"]!, (long)next["id"]! == (long)import["id"]!).ShouldBe((1, false));
    }

    [Fact]
    public async Task While_it_runs_it_can_not_be_undone()
    {
        using var cut = new CancellationTokenSource();
        var sending = BeginAsync("runs", cut.Token);
        await TestApp.EventuallyAsync(async () => (int?)(await FindAsync("runs"))?["rows"] > 0, "rows are committed");
        var import = (await FindAsync("runs"))!;
        var answer = await _app.PostAsync($"/api/customers/imports/{import["id"]}/undo", "");
        (answer.Status, answer.Message.Headers.RetryAfter is not null, (bool)import["canBeUndone"]!).ShouldBe((409, true, false));
        await cut.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
    }

    [Fact]
    public async Task One_of_a_version_that_kept_too_little_puts_nothing_back_and_takes_out_what_nobody_changed()
    {
        await fixture.ImportAsync("customers", "externalId,name\nh1,A\n", "source=h");
        var import = await fixture.ImportAsync("customers", "externalId,name\nh1,B\nh2,C\n", "source=h");
        var store = _app.Services.GetRequiredKeyedService<IStore>("crm");
        await store.WriteAsync(transaction => transaction.ExecuteAsync(
            "update import_verdicts set version = null where import_id = $1", (long)import["id"]!), Ct);
        var undo = await fixture.UndoAsync("customers", import);
        UndoFixture.Counts(undo).ShouldBe((1, 0, 0, 1));
        (await fixture.VerdictsAsync(undo))[0].ShouldContain("did not keep what an undo needs");
    }

    [Fact]
    public async Task One_whose_rows_are_kept_no_longer_is_refused_for_that()
    {
        var import = await fixture.ImportAsync("customers", "externalId,name\nk1,A\n", "source=k");
        var store = _app.Services.GetRequiredKeyedService<IStore>("crm");
        await store.WriteAsync(transaction => transaction.ExecuteAsync(
            "update import_runs set updated_at = $2 where id = $1", (long)import["id"]!, _app.Now - TimeSpan.FromDays(91)), Ct);
        (await _app.PostAsync($"/api/customers/imports/{import["id"]}/undo", "")).Status.ShouldBe(410);
        (await _api.CustomerAsync("k1"))["name"].ShouldNotBeNull();
    }

    [Fact]
    public async Task It_goes_on_where_it_was_when_a_process_died()
    {
        var import = await fixture.ImportAsync(
            "customers", "externalId,name\n" + string.Concat(Enumerable.Range(1, 600).Select(static row => $"i{row},A\n")), "source=i");
        var key = (long)import["id"]!;
        var store = _app.Services.GetRequiredKeyedService<IStore>("crm");

        // As a process leaves it that died with a part of the records written down: its lease, which has run out, and the rest to do.
        await store.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(
                "insert into leases (name, owner, token, expires_at) values ($1, 'dead', 7, 0)", $"import:{key}");
            return await transaction.ExecuteAsync(
                "insert into import_undos (import_id, actor, started_at, updated_at) values ($1, 'user:1', $2, $2)", key, _app.Now);
        }, Ct);
        UndoFixture.Counts(await fixture.UndoAsync("customers", import)).ShouldBe((600, 0, 0, 0));
        (await _api.GetAsync("customers?source=i"))["total"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_processes_one_undoes_it_and_each_record_once()
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "SQLite files serve one process.");
        await using var beside = await _app.StartBesideAsync(fixture.WithoutFlows);
        var import = await fixture.ImportAsync(
            "customers", "externalId,name\n" + string.Concat(Enumerable.Range(1, 600).Select(static row => $"j{row},A\n")), "source=j");
        var path = $"/api/customers/imports/{import["id"]}/undo";
        var answers = await Task.WhenAll(_app.PostAsync(path, ""), beside.PostAsync(path, ""));
        answers.ShouldAllBe(static answer => answer.Status == 202 || answer.Status == 409);
        UndoFixture.Counts(await fixture.UndoAsync("customers", import)).ShouldBe((600, 0, 0, 0));
    }

    private static byte[] File(string set) => Encoding.UTF8.GetBytes(
        "externalId,name\n" + string.Concat(Enumerable.Range(1, 2_000).Select(row => $"{set}-{row},Name {row} of the customers\n")));

    private Task<HttpResponseMessage> BeginAsync(string run, CancellationToken ct)
    {
        var file = File(run);
        var body = new HeldContent(file, file.Length * 2 / 3);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return _api.Http.PostAsync($"/api/customers/import?source=g&run={run}", body, ct);
    }

    private async Task<JsonNode> CutAsync(string run)
    {
        using var cut = new CancellationTokenSource();
        var sending = BeginAsync(run, cut.Token);
        await TestApp.EventuallyAsync(async () => (int?)(await FindAsync(run))?["rows"] > 0, "rows are committed");
        await cut.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
        await TestApp.EventuallyAsync(async () => (string?)(await FindAsync(run))?["state"] is "interrupted", "it is interrupted");
        return (await FindAsync(run))!;
    }

    private async Task<JsonNode?> FindAsync(string run)
    {
        using var answer = await _api.Http.GetAsync($"/api/customers/imports?run={run}");
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null;
    }

    private async Task PatchAsync(string externalId, string patch)
    {
        var id = (await _api.CustomerAsync(externalId))["id"];
        (await _app.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", patch)).Status.ShouldBe(200);
    }
}
