using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Lockstep.Tests.Tidy;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Architecture;

/// <summary>The page on adding a module is followed to the letter: what stands in it is compiled, started and used.</summary>
[RunsOnEachStore]
public sealed class AddingAModuleTests : IAsyncLifetime
{
    private const string Page = "docs/adding-a-module.md";
    private static readonly Lazy<IModule> Module = new(() => PageModule.Compile(PageModule.FilesOf(TextOfPage())));
    private ModuleAlone _app = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ModuleAlone.StartAsync(
            Module.Value, new Caller("user:1", "ada@example.com", Module.Value.Manifest.Permissions.ToHashSet(StringComparer.Ordinal)));
        _http = _app.Client(null);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void Its_files_keep_to_the_rules_of_the_house()
    {
        var files = PageModule.FilesOf(TextOfPage()).Where(static file => file.Key.StartsWith("src/", StringComparison.Ordinal))
            .Select(static file => new SourceFile(file.Key, file.Value)).ToList();
        files.Count.ShouldBeGreaterThan(15);
        ArchitectureChecks.All.Concat(TidyChecks.All).SelectMany(check => check.Find(files))
            .Where(static found => found.Contains("Visit", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_is_made_changed_along_its_life_cycle_listed_and_has_a_history()
    {
        (await SendAsync(HttpMethod.Post, "/visits", """{ "customerId": 9, "subject": "Nobody" }""")).Status.ShouldBe(
            HttpStatusCode.BadRequest);
        var (status, made) = await SendAsync(
            HttpMethod.Post, "/visits", """{ "customerId": 1, "subject": "First talk", "externalId": "V-1" }""");
        (status, (string)made["status"]!, (long)made["version"]!).ShouldBe((HttpStatusCode.Created, "planned", 1));
        var path = $"/visits/{made["id"]}";
        (await SendAsync(HttpMethod.Post, "/visits", """{ "customerId": 2, "subject": "Other", "externalId": "V-1" }""")).Status.ShouldBe(
            HttpStatusCode.Conflict);
        var (_, done) = await SendAsync(HttpMethod.Patch, path, """{ "status": "done", "plannedAt": "2026-11-02T09:00:00Z" }""");
        ((string)done["status"]!, (long)done["version"]!).ShouldBe(("done", 2));
        (await SendAsync(HttpMethod.Patch, path, """{ "status": "planned" }""")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await SendAsync(HttpMethod.Patch, path, """{ "customerId": 2 }""")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await ItemsAsync("/visits?status=done&sort=-plannedAt")).ShouldHaveSingleItem()!.ToJsonString().ShouldBe(done.ToJsonString());
        (await ItemsAsync("/visits?status=planned")).ShouldBeEmpty();
        (await ItemsAsync($"{path}/history")).Count.ShouldBe(2);
        await OverviewAsync(1, expected: 1);
        await OverviewAsync(2, expected: 0);
    }

    [Fact]
    public async Task Files_go_in_and_come_out_and_a_repeat_changes_nothing()
    {
        const string File = "externalId,customerId,subject,plannedAt\nV-1,1,First talk,2026-11-02T09:00:00Z\nV-2,9,Nobody,\nV-3,2,Offer,\n";
        var first = await ImportAsync(File);
        ((long)first["created"]!, (long)first["refused"]!).ShouldBe((2, 1));
        var verdicts = await _http.GetStringAsync($"/visits/imports/{first["id"]}/verdicts", TestContext.Current.CancellationToken);
        verdicts.ShouldStartWith("row,outcome,visitId,message,line\n1,created,");
        verdicts.ShouldContain("2,refused,,customerId: There is no customer 9.,3\n");
        var repeat = await ImportAsync(File.Replace("Offer", "Contract", StringComparison.Ordinal));
        ((long)repeat["unchanged"]!, (long)repeat["updated"]!, (long)repeat["refused"]!).ShouldBe((1, 1, 1));
        var export = (await _http.GetStringAsync("/visits/export", TestContext.Current.CancellationToken)).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        export[0].ShouldStartWith("id,externalId,customerId,subject,plannedAt,status");
        export.Length.ShouldBe(3);
        export[2].ShouldContain("V-3,2,Contract,,planned");
        ((long)(await ImportAsync(string.Join('\n', export)))["unchanged"]!).ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_lacks_the_permission_sees_nothing()
    {
        var other = _app.Client(_app.TokenOf("admin"));
        foreach (var path in new[] { "/visits", "/visits/1", "/visits/export", "/visits/changes", "/visits/imports/1" })
        {
            using var answer = await other.GetAsync(path, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    private static string TextOfPage() => Repository.Files.Single(static file => file.Path is Page).Text;

    private async Task OverviewAsync(long customer, int expected)
    {
        var part = _app.Services.GetServices<IOverviewPart>().Single();
        var answer = (await part.ReadAsync(new OverviewQuestion(customer, IsOwn: false), TestContext.Current.CancellationToken))!;
        JsonNode.Parse(answer.Members[0])!.AsArray().Count.ShouldBe(expected);
        answer.Changes.Count.ShouldBeGreaterThanOrEqualTo(expected, "each was entered");
    }

    private async Task<JsonArray> ItemsAsync(string path) =>
        JsonNode.Parse(await _http.GetStringAsync(path))!["items"]!.AsArray();

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private async Task<JsonNode> ImportAsync(string file)
    {
        using var body = new StringContent(file, Encoding.UTF8, "text/csv");
        using var answer = await _http.PostAsync("/visits/import", body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }
}
