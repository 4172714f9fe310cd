using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Crm;
using Lockstep.Host.Commands;
using Lockstep.Tests.Support;
using Spectre.Console;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary><c>lockstep import customers</c> as a person at a terminal meets it.</summary>
public sealed class ImportCommandTests(ImportFixture fixture) : IClassFixture<ImportFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lockstep-cli-").FullName;

    [Fact]
    public async Task A_good_file_ends_with_0_a_summary_and_a_verdict_file()
    {
        var file = Write("good.csv", "Kundennr,name\ncli-1,Ada\ncli-2,Bob\n");
        var (code, output, _) = await RunAsync(file, map: "Kundennr=externalId");
        code.ShouldBe(0);
        output.ShouldContain("2 rows: 2 created, 0 updated, 0 unchanged, 0 refused");
        (await File.ReadAllLinesAsync($"{file}.verdicts.csv", TestContext.Current.CancellationToken)).Length.ShouldBe(3);
        (await RunAsync(file, map: "Kundennr=externalId")).Output.ShouldContain("2 rows: 0 created, 0 updated, 2 unchanged, 0 refused");
    }

    [Fact]
    public async Task A_terminal_sees_a_bar_that_fills()
    {
        using var screen = new StringWriter();
        var terminal = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(screen) });
        var (code, _, _) = await RunAsync(Write("bar.csv", "externalId,name\ncli-bar,Ada\n"), terminal: terminal);
        code.ShouldBe(0);
        screen.ToString().ShouldContain("100%");
    }

    [Fact]
    public async Task Refused_rows_end_with_2_and_the_first_ones_are_shown()
    {
        var (code, output, _) = await RunAsync(Write("bad.ndjson", "{\"externalId\":\"cli-3\"}\nnonsense\n"));
        code.ShouldBe(2);
        output.ShouldContain("row 2: The row is not valid JSON in UTF-8.");
    }

    [Fact]
    public async Task Every_error_is_one_line_with_the_remedy()
    {
        var file = Write("any.csv", "name\nAda\n");
        (await RunAsync(Path.Combine(_folder, "none.csv"))).ShouldBe(
            (1, "", $"lockstep: There is no file {_folder}/none.csv; check the path.\n"));
        (await RunAsync(file, url: "http://127.0.0.1:1")).Errors.ShouldContain("start Lockstep");
        (await RunAsync(file, email: "nobody@example.com")).Errors.ShouldContain("LOCKSTEP_PASSWORD");
        var (code, _, errors) = await RunAsync(file, map: "Nome=name");
        code.ShouldBe(1);
        errors.ShouldStartWith("lockstep: map: The file has no column 'Nome'");
        errors.Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_interrupted_import_run_again_says_that_it_goes_on()
    {
        var text = "externalId,name\n" + string.Concat(Enumerable.Range(1, 2_000).Select(n => $"cli-on-{n},Name {n}\n"));
        using (var cut = new CancellationTokenSource())
        using (var body = new HeldContent(Encoding.UTF8.GetBytes(text)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers/import?source=cli&run=cli-on") { Content = body };
            body.Headers.ContentType = new("text/csv");
            var sending = fixture.App.Admin.SendAsync(request, cut.Token);
            await TestApp.EventuallyAsync(async () => (await StateAsync()) is { } state && (int)state["rows"]! > 0, "rows are committed");
            await cut.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
        }

        await TestApp.EventuallyAsync(
            async () => (await StateAsync())!["state"]!.GetValue<string>() is "interrupted", "the import is interrupted");
        var (code, output, _) = await RunAsync(Write("on.csv", text), run: "cli-on");
        code.ShouldBe(0);
        output.ShouldMatch(@"This import was interrupted after row [\d,]+; it goes on there\.\n[\s\S]*2,000 rows: 2,000 created");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonNode?> StateAsync()
    {
        using var answer = await fixture.App.Admin.GetAsync("/api/customers/imports?run=cli-on");
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null;
    }

    /// <summary>Runs the command with the admin's password.</summary>
    private async Task<(int Code, string Output, string Errors)> RunAsync(
        string file, string? map = null, string? url = null, string? email = null, string? run = null, IAnsiConsole? terminal = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var settings = new ImportSettings(file, map, "cli", url ?? fixture.App.Address.ToString(), email ?? TestApp.AdminEmail, run,
            variable => variable is "LOCKSTEP_PASSWORD" ? TestApp.AdminPassword : null)
        {
            Kind = new CrmModule().Manifest.Imports.Single(),
        };
        var code = await ImportCommand.RunAsync(settings, output, errors, terminal, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
