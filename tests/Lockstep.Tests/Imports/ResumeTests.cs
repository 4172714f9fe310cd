using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Imports;

/// <summary>An import goes on only as what it was.</summary>
[RunsOnEachStore]
public sealed class ResumeTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private const int Rows = 2_000;
    private readonly ImportApi _api = fixture.Api;

    [Fact]
    public async Task Another_file_under_the_name_of_an_interrupted_run_is_a_409_and_not_a_row_of_it_is_taken()
    {
        var cut = await CutAsync("nightly", File("mon"));
        var (status, problem) = await _api.SendAsync(File("tue"), "source=rn&run=nightly");
        status.ShouldBe(409);
        problem["errors"]!["run"]!.ToJsonString().ShouldContain("start=over");
        (await _api.GetAsync("customers?source=rn&externalId=tue-1"))["total"]!.GetValue<int>().ShouldBe(0);
        var (_, shorter) = await _api.CsvAsync("externalId,name\nmon-1,Name 1\n", "source=rn&run=nightly");
        shorter["errors"]!["run"].ShouldNotBeNull();
        var (_, same) = await _api.SendAsync(File("mon"), "source=rn&run=nightly");
        (same["id"]!.ToJsonString(), (int)same["created"]!).ShouldBe((cut["id"]!.ToJsonString(), Rows));
    }

    [Fact]
    public async Task Other_parameters_do_not_go_on_with_it_either()
    {
        await CutAsync("options", File("opt"));
        (await _api.SendAsync(File("opt"), "source=other&run=options")).Status.ShouldBe(409);
        (await _api.SendAsync(File("opt"), "source=rn&run=options&charset=windows-1252")).Status.ShouldBe(409);
        (await _api.SendAsync(File("opt"), "source=rn&run=options")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Start_over_leaves_it_as_it_is_and_takes_the_other_file_whole()
    {
        var cut = await CutAsync("over", File("old"));
        var (status, import) = await _api.SendAsync(File("new"), "source=rn&run=over&start=over");
        (status, (int)import["created"]!).ShouldBe((200, Rows));
        ((string)(await _api.GetAsync($"customers/imports/{cut["id"]}"))["state"]!).ShouldBe("interrupted");
        (await _api.GetAsync("customers?source=rn&externalId=new-1"))["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task An_import_of_which_no_row_is_in_can_be_asked_for_in_another_way()
    {
        using var cut = new CancellationTokenSource();
        using var body = new HeldContent(File("none"), 40);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers/import?source=rn&run=none") { Content = body };
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var sending = _api.Http.SendAsync(request, cut.Token);
        await TestApp.EventuallyAsync(async () => (string?)(await FindAsync("none"))?["state"] is "running", "it runs");
        await cut.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
        await TestApp.EventuallyAsync(async () => (string?)(await FindAsync("none"))?["state"] is "interrupted", "it is interrupted");
        var (status, import) = await _api.CsvAsync("name;externalId\nAda;none-1\n", "source=rn&run=none&separator=;");
        (status, (int)import["created"]!).ShouldBe((200, 1));
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_leaves_no_import_behind()
    {
        var products = new ImportApi(_api.Http, "products");
        (await products.CsvAsync("sku;name;price\nRN-1;A;1.250\n", "run=unread")).Status.ShouldBe(400);
        (await _api.StatusAsync("products/imports?run=unread")).ShouldBe(404);
        (await products.CsvAsync("sku;name;price\nRN-1;A;1.250\n", "run=unread&decimal=,")).Status.ShouldBe(200);
    }

    private static byte[] File(string set) => Encoding.UTF8.GetBytes(
        "externalId,name\n" + string.Concat(Enumerable.Range(1, Rows).Select(row => $"{set}-{row},Name {row} of the customers\n")));

    /// <summary>Sends the beginning of a file, and closes the connection once some of it is committed.</summary>
    private async Task<JsonNode> CutAsync(string run, byte[] file)
    {
        using var cut = new CancellationTokenSource();
        using var body = new HeldContent(file, file.Length * 2 / 3);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/customers/import?source=rn&run={run}") { Content = body };
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var sending = _api.Http.SendAsync(request, cut.Token);
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
}
