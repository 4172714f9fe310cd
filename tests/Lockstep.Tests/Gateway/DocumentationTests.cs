using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Tests.Support;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Gateway;

/// <summary>What the documentation tells people to type is typed, and what it shows can be read.</summary>
public sealed partial class DocumentationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => [.. All().Select(static file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/from-an-old-poller.md")]
    [InlineData("docs/from-an-erp-puller.md")]
    [InlineData("docs/from-a-shop-gateway.md")]
    [InlineData("docs/from-sales-management.md")]
    public async Task What_a_page_tells_to_type_works(string page)
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration["LOCKSTEP_LEGACY"] = "0:mini:old-poller");
        var script = string.Join('\n', Blocks(page, "bash"))
            .Replace("localhost:8080", app.Address.Authority, StringComparison.Ordinal)
            .Replace("localhost:3001", app.Ports()[^1].Authority, StringComparison.Ordinal)
            .Replace("./lockstep ", "lockstep ", StringComparison.Ordinal)
            .Replace("curl -s ", "curl -sS --fail-with-body ", StringComparison.Ordinal);
        script.ShouldContain("curl");
        using var folder = new TestFolder();
        var (code, output) = await RunAsync(folder.Path, $$"""
            set -euo pipefail
            lockstep() { dotnet '{{Path.Combine(AppContext.BaseDirectory, "lockstep.dll")}}' "$@" --url '{{app.Address}}'; }
            {{script}}
            """);
        code.ShouldBe(0, output);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_a_page_shows_can_be_read(string page)
    {
        foreach (var json in Blocks(page, "json"))
        {
            Should.NotThrow(() => JsonDocument.Parse(json).Dispose(), json);
        }

        foreach (var line in Blocks(page, "mermaid").Where(static text =>
            text.StartsWith("sequenceDiagram", StringComparison.Ordinal)).SelectMany(static text => text.Split('\n')))
        {
            // To Mermaid a semicolon ends the line and a number sign begins a comment, inside of a text too.
            line.IndexOfAny([';', '#']).ShouldBe(-1, line);
            Sequence().IsMatch(line).ShouldBeTrue(line);
        }
    }

    [GeneratedRegex(
        @"^(sequenceDiagram|\s*(participant \w+( as .+)?|(par|and|loop|alt|else|opt)( .*)?|end|Note (over|left of|right of) \w+(,\w+)?: .+"
        + @"|\w+-{1,2}>>\w+: .+)?)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Sequence();

    private static IEnumerable<string> All() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md",
            SearchOption.AllDirectories).Append(Path.Combine(Repository.Root, "README.md"));

    private static IEnumerable<string> Blocks(string page, string language) =>
        Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)), $"^```{language}\n(?<text>.*?)\n```",
            RegexOptions.Singleline | RegexOptions.Multiline, TimeSpan.FromSeconds(5))
            .Select(static block => block.Groups["text"].Value);

    private static async Task<(int Code, string Output)> RunAsync(string folder, string script)
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
        start.Environment["LOCKSTEP_DATA"] = folder;
        using var bash = Process.Start(start)!;
        bash.StandardInput.Close();
        var errors = bash.StandardError.ReadToEndAsync(Ct);
        var output = await bash.StandardOutput.ReadToEndAsync(Ct);
        await bash.WaitForExitAsync(Ct);
        return (bash.ExitCode, $"{script}\n{output}\n{await errors}");
    }
}
