using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Host.Settings;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>What the documentation tells people to type is typed, and what it shows can be read.</summary>
public sealed partial class DocumentationTests
{
    private const string Json = "-H 'Content-Type: application/json'";

    /// <summary>
    /// Who looks at what is shown: <c>bash</c> is run below, <c>sh</c> needs what no test has (a build, another program, the machine's
    /// root) and is parsed. SQL is run by <c>MovingFromAShopTests</c>, what runs on Node by the conformance suite, the files of a module by
    /// <c>AddingAModuleTests</c>. A text is a picture.
    /// </summary>
    private static readonly string[] Languages =
        ["bash", "sh", "cron", "env", "js", "json", "yaml", "yml", "jmespath", "mermaid", "sql", "csharp", "xml", "markdown", "text"];

    /// <summary>A system that pages about flows name without telling how it is reached.</summary>
    private const string Erp = """
        name: erp
        connector: rest
        options:
          url: https://erp.example
          kinds:
            party:
              list: "parties?after={after}&limit={limit}"
              read: "parties/{id}"
              create: parties
              update: "parties/{id}"
              delete: "parties/{id}"
              search: { email: "parties?email={value}&limit={limit}" }
        """;

    /// <summary>What a page takes for granted: that there is something to look at.</summary>
    private static readonly Dictionary<string, string> Before = new(StringComparer.Ordinal)
    {
        ["docs/backup.md"] = "mkdir -p /var/backups/lockstep",
        ["docs/erp.md"] = $$"""
            KEY=$(curl -s localhost:8080/api/clients -H "Authorization: Bearer $TOKEN" {{Json}} \
              -d '{"name":"ERP","clientId":"erp","roles":["integrator"],"scopes":["orders:pull"]}' \
              | sed 's/.*"clientSecret":"\([^"]*\)".*/\1/')
            curl -s localhost:8080/api/products -H "Authorization: Bearer $TOKEN" {{Json}} \
              -d '{"sku":"TRY","name":"Try","price":1,"stock":99}'
            for number in $(seq 17); do
              curl -s localhost:8080/api/orders -H "Authorization: Bearer $TOKEN" {{Json}} -d '{"items":[{"sku":"TRY","quantity":1}]}'
            done
            """,
        ["docs/orders.md"] = Customer,
        ["docs/overview-and-search.md"] = Customer,
    };

    /// <summary>What a page promises to come about by it, where that does not show in an answer.</summary>
    private static readonly Dictionary<string, string> After = new(StringComparer.Ordinal)
    {
        ["docs/backup.md"] = "ls /var/backups/lockstep/*.backup",
        ["docs/erp.md"] = """
            curl -s localhost:8080/api/orders/17 -H "Authorization: Bearer $TOKEN" | grep '"status":"SHIPPED".*"erpReference":"SO-4711"'
            """,
        ["docs/export.md"] = "ls orders.csv shipped.csv",
        ["docs/import.md"] = """
            curl -s 'localhost:8080/api/customers?email=grace@example.com' -H "Authorization: Bearer $TOKEN" | grep '"total":1'
            """,
        ["docs/overview-and-search.md"] = """
            curl -s "localhost:8080/api/search?q=ada" -H "Authorization: Bearer $TOKEN" | grep '"match":"prefix"'
            """,
    };

    private const string Customer =
        $$"""curl -s localhost:8080/api/customers -H "Authorization: Bearer $TOKEN" {{Json}} -d '{"name":"Ada"}'""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => [.. Snippets.Pages];

    public static TheoryData<string> TypedPages => [.. Snippets.Pages.Where(static page => Snippets.TextsOf(page, "bash").Count > 0)];

    [Theory]
    [MemberData(nameof(TypedPages))]
    public async Task What_a_page_tells_to_type_works(string page)
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration["LOCKSTEP_LEGACY"] = "0:mini:old-poller");
        using var folder = new TestFolder();
        string[] parts =
        [
            .. Before.TryGetValue(page, out var before) ? [before] : Array.Empty<string>(), .. Snippets.TextsOf(page, "bash"),
            .. After.TryGetValue(page, out var after) ? [after] : Array.Empty<string>(),
        ];
        var script = string.Join('\n', parts)
            .Replace("localhost:8080", app.Address.Authority, StringComparison.Ordinal)
            .Replace("localhost:8443", $"localhost:{app.Ports()[1].Port}", StringComparison.Ordinal)
            .Replace("localhost:3001", app.Ports()[^1].Authority, StringComparison.Ordinal)
            .Replace("/var/backups", folder.Path, StringComparison.Ordinal)
            .Replace("./lockstep ", "lockstep ", StringComparison.Ordinal)
            .Replace("curl -s ", "curl -sS --fail-with-body ", StringComparison.Ordinal);
        var needsToken = script.Contains("$TOKEN", StringComparison.Ordinal) && !script.Contains("TOKEN=$(", StringComparison.Ordinal);
        var (code, output) = await RunAsync(folder.Path, app.Data, $$"""
            set -euo pipefail
            program() { dotnet '{{Path.Combine(AppContext.BaseDirectory, "lockstep.dll")}}' "$@"; }
            lockstep() {
              case "$1" in backup|audit|cert) program "$@" ;; *) program "$@" --url '{{app.Address}}' ;; esac
            }
            {{(needsToken ? "TOKEN=$(lockstep token)" : "")}}
            {{script}}
            """);
        code.ShouldBe(0, output);
    }

    [Fact]
    public void Whatever_a_page_shows_is_looked_at_by_somebody() =>
        Snippets.All.Where(static one => !Languages.Contains(one.Language, StringComparer.Ordinal))
            .Select(static one => $"{one.Page}: {one.Language} {one.Text}").ShouldBeEmpty();

    [Theory]
    [InlineData("a\n\n    lockstep serve\n\nb", "indented")]
    [InlineData("a\n\n```\nlockstep serve\n```\n", "")]
    [InlineData("```bash\nlockstep serve\n```\n", "bash")]
    public void A_planted_snippet_is_found(string text, string language) =>
        Snippets.Of("page", text).ShouldHaveSingleItem().Language.ShouldBe(language);

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_a_page_shows_can_be_read(string page)
    {
        foreach (var json in Snippets.TextsOf(page, "json"))
        {
            Should.NotThrow(() => JsonDocument.Parse(json).Dispose(), json);
        }

        foreach (var line in Snippets.TextsOf(page, "mermaid").Where(static text =>
            text.StartsWith("sequenceDiagram", StringComparison.Ordinal)).SelectMany(static text => text.Split('\n')))
        {
            // To Mermaid a semicolon ends the line and a number sign begins a comment, inside of a text too.
            line.IndexOfAny([';', '#']).ShouldBe(-1, line);
            Sequence().IsMatch(line).ShouldBeTrue(line);
        }
    }

    [Fact]
    public async Task What_no_test_can_run_is_a_script_that_calls_commands_which_there_are()
    {
        using var folder = new TestFolder();
        foreach (var snippet in Snippets.All.Where(static one => one.Language is "sh" or "cron" or "bash"))
        {
            var text = snippet.Language is "cron" ? Cron().Replace(snippet.Text, "") : snippet.Text;
            (snippet.Language is "cron" && text.Length == snippet.Text.Length).ShouldBeFalse($"{snippet.Page}: no line of cron: {text}");
            var (code, output) = await RunAsync(folder.Path, folder.Path, $"if false; then\n{text}\nfi");
            code.ShouldBe(0, output);
            foreach (Match command in Command().Matches(text.Replace("\\\n", " ", StringComparison.Ordinal)))
            {
                var words = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(command.Groups["words"].Value.Replace('\'', '"'));
                CommandLine.Create(Program.Factory).Parse([.. words]).Errors.Select(static error => error.Message)
                    .ShouldBeEmpty($"{snippet.Page}: {command.Value}");
            }
        }
    }

    [Fact]
    public async Task Settings_that_a_page_shows_are_settings()
    {
        await using var app = Program.Build();
        var names = Snippets.All.Where(static one => one.Language is "env").SelectMany(static one => one.Text.Split('\n'))
            .Select(static line => line.Split('=')[0]).ToList();
        names.ShouldNotBeEmpty();
        SettingNames.Unknown(names, app.Services).ShouldBeEmpty();
    }

    [Fact]
    public async Task Flows_that_a_page_shows_are_taken()
    {
        using var folder = new TestFolder();
        var systems = Directory.CreateDirectory(folder.File("systems")).FullName;
        await File.WriteAllTextAsync(Path.Combine(systems, "erp.yaml"), Erp, Ct);
        foreach (var system in Snippets.All.Where(IsSystem))
        {
            await File.WriteAllTextAsync(
                Path.Combine(systems, $"{system.Page.GetHashCode(StringComparison.Ordinal)}.yaml"), system.Text, Ct);
        }

        await File.WriteAllTextAsync(folder.File("countries.csv"), "code,name\nDE,Germany\n", Ct);
        var flows = Snippets.All.Where(static one => one.Language is "yaml" && !IsSystem(one)).ToList();
        for (var number = 0; number < flows.Count; number++)
        {
            // A part of a flow is shown without the rest of it, which stands before.
            var text = flows[number].Text;
            var whole = flows.Take(number).LastOrDefault(static one => one.Text.StartsWith("name:", StringComparison.Ordinal));
            text = text.StartsWith("name:", StringComparison.Ordinal) ? text : $"{Renamed(whole!.Text, number)}\n{text}";
            await File.WriteAllTextAsync(folder.File($"{number}.yaml"), text, Ct);
        }

        using var output = new StringWriter();
        SystemsCommand.Check(systems, Program.Factory.Modules, Program.Connectors, output, output).ShouldBe(0, output.ToString());
        FlowsCommand.Run(folder.Path, Program.Factory.Modules, output, output, systems, Program.Connectors).ShouldBe(0, output.ToString());
        output.ToString().ShouldContain($"{flows.Count} in force");
    }

    private static bool IsSystem(Snippet one) => one.Language is "yaml" && one.Text.Contains("\nconnector: ", StringComparison.Ordinal);

    private static string Renamed(string flow, int number) => $"name: part-{number}{flow[flow.IndexOf('\n', StringComparison.Ordinal)..]}";

    [GeneratedRegex(
        @"^(sequenceDiagram|\s*(participant \w+( as .+)?|(par|and|loop|alt|else|opt)( .*)?|end|Note (over|left of|right of) \w+(,\w+)?: .+"
        + @"|\w+-{1,2}>>\w+: .+)?)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Sequence();

    [GeneratedRegex(@"^([\d*/,-]+\s+){5}\w+\s+", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Cron();

    [GeneratedRegex(@"(^|\s|\./)lockstep (?<words>[a-z][^|&;#)\n]*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Command();

    private static async Task<(int Code, string Output)> RunAsync(string folder, string data, string script)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "page.sh"), script, Ct);
        var start = new ProcessStartInfo("bash", ["page.sh"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LOCKSTEP_PASSWORD"] = TestApp.AdminPassword;
        start.Environment["LOCKSTEP_DATA"] = data;
        using var bash = Process.Start(start)!;
        bash.StandardInput.Close();
        var errors = bash.StandardError.ReadToEndAsync(Ct);
        var output = await bash.StandardOutput.ReadToEndAsync(Ct);
        await bash.WaitForExitAsync(Ct);
        return (bash.ExitCode, $"{script}\n{output}\n{await errors}");
    }
}
