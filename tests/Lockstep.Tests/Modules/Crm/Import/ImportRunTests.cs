using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>Imports that are cut, continued, repeated or sent twice at once.</summary>
[RunsOnEachStore]
public sealed class ImportRunTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private const int Rows = 3_000;
    private readonly ImportApi _api = fixture.Api;

    [Fact]
    public async Task An_import_that_was_cut_goes_on_after_its_last_committed_row()
    {
        var csv = Csv("cut");
        await CutAsync("cut", csv, csv.Length * 2 / 3);
        var cut = await StateAsync("cut", "interrupted");
        var done = (int)cut["rows"]!;
        done.ShouldBeInRange(1, Rows - 1);
        var (_, import) = await _api.SendAsync(csv, "run=cut");
        ((long)import["id"]!).ShouldBe((long)cut["id"]!);
        ImportApi.Counts(import).ShouldBe((Rows, 0, 0, 0));
        var verdicts = await _api.VerdictsAsync(import);
        verdicts.Select(line => line.Split(',')[0]).ShouldBe(Enumerable.Range(1, Rows).Select(row => $"{row}"));
        var customer = await _api.CustomerAsync("cut-1");
        ((int)customer["version"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_finished_run_sent_again_is_a_new_run_that_changes_nothing()
    {
        var csv = Csv("again");
        var (_, first) = await _api.SendAsync(csv, "run=again");
        var (_, second) = await _api.SendAsync(csv, "run=again");
        ((long)second["id"]!).ShouldBeGreaterThan((long)first["id"]!);
        ImportApi.Counts(second).ShouldBe((0, 0, Rows, 0));
    }

    [Fact]
    public async Task The_second_of_two_uploads_of_one_run_is_a_409()
    {
        using var body = new HeldContent(Csv("twin"));
        var first = _api.SendAsync(body, "run=twin", key: "twin-key");
        await body.Begun;
        await StateAsync("twin", "running");
        (await _api.SendAsync(Csv("twin"), "run=twin")).Status.ShouldBe(409);
        (await _api.SendAsync(Csv("twin"), "", key: "twin-key")).Status.ShouldBe(409);
        body.GoOn();
        ImportApi.Counts((await first).Body).ShouldBe((Rows, 0, 0, 0));
    }

    [Fact]
    public async Task The_same_idempotency_key_gets_the_first_answer_again_and_does_nothing()
    {
        var (_, first) = await _api.SendAsync(Csv("idem"), "", key: "idem-key");
        var count = await _api.CountAsync();
        var (status, second) = await _api.CsvAsync("externalId,name\nidem-other,Ada\n");
        var (_, repeat) = await _api.SendAsync(Csv("idem"), "", key: "idem-key");
        var (other, refused) = await _api.SendAsync("externalId,name\nidem-more,Ada\n"u8.ToArray(), "", key: "idem-key");
        var (otherwise, _) = await _api.SendAsync(Csv("idem"), "source=other", key: "idem-key");
        (status, other, otherwise).ShouldBe((200, 422, 422));
        refused["errors"]!["Idempotency-Key"]!.ToJsonString().ShouldContain("another one");
        repeat.ToJsonString().ShouldBe(first.ToJsonString());
        (await _api.CountAsync()).ShouldBe(count + (int)second["created"]!);
    }

    [Fact]
    public async Task Committed_rows_show_while_the_upload_still_lasts()
    {
        using var body = new HeldContent(Csv("live"));
        var sending = _api.SendAsync(body, "run=live");
        await TestApp.EventuallyAsync(async () => (await FindAsync("live"))?["rows"]?.GetValue<int>() > 0, "rows are committed");
        (await FindAsync("live"))!["state"]!.GetValue<string>().ShouldBe("running");
        body.GoOn();
        await sending;
        (await FindAsync("live"))!["state"]!.GetValue<string>().ShouldBe("finished");
    }

    [Fact]
    public async Task An_import_goes_on_after_the_process_was_stopped()
    {
        var data = Directory.CreateTempSubdirectory("lockstep-import-").FullName;
        var csv = Csv("stop");
        await using (var app = await TestApp.StartAsync(data: data))
        {
            var api = new ImportApi(app.Admin);
            using var body = new HeldContent(csv);
            var sending = api.SendAsync(body, "run=stop");
            await TestApp.EventuallyAsync(async () => (int)(await api.GetAsync("customers?size=1"))["total"]! > 0, "rows are committed");
            var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>();
            stopping.StopApplication();
            body.GoOn();
            await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await using (var app = await TestApp.StartAsync(data: data))
        {
            var (_, import) = await new ImportApi(app.Admin).SendAsync(csv, "run=stop");
            ImportApi.Counts(import).ShouldBe((Rows, 0, 0, 0));
        }

        Directory.Delete(data, recursive: true);
    }

    private static byte[] Csv(string set)
    {
        var text = new StringBuilder("externalId,name,city\n");
        foreach (var row in Enumerable.Range(1, Rows))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{set}-{row},Name {row},\"City, {row}\"\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Sends the beginning of a file and cuts the connection once some of it is committed.</summary>
    private async Task CutAsync(string run, byte[] csv, int length)
    {
        using var cut = new CancellationTokenSource();
        using var body = new HeldContent(csv, length);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/customers/import?run={run}") { Content = body };
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var sending = _api.Http.SendAsync(request, cut.Token);
        await TestApp.EventuallyAsync(async () => (await FindAsync(run))?["rows"]?.GetValue<int>() > 0, "rows are committed");
        await cut.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
    }

    private async Task<JsonNode> StateAsync(string run, string state)
    {
        await TestApp.EventuallyAsync(
            async () => string.Equals((await FindAsync(run))?["state"]?.GetValue<string>(), state, StringComparison.Ordinal),
            $"the import is {state}");
        return (await FindAsync(run))!;
    }

    private async Task<JsonNode?> FindAsync(string run)
    {
        using var answer = await _api.Http.GetAsync($"/api/customers/imports?run={run}");
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null;
    }
}
