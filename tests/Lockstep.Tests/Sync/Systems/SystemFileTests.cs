using Lockstep.Connectors.Sdk;
using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Tests.Connectors.Sample;
using Lockstep.Tests.Support;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Sync.Systems;

/// <summary>Files of systems.</summary>
public sealed class SystemFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_fault_of_every_file_is_named_with_its_line_at_once()
    {
        await WriteAsync("a.yaml",
            """
            name: Desk!
            connector: fax
            limits: { rate: -1, burst: many }
            """);
        await WriteAsync("b.yaml",
            """
            name: crm
            connector: notes
            signIn: { kind: api-key, key: "k3y in the open", wrong: 1 }
            options: { url: "ftp://x", remembersKeys: perhaps, colour: red }
            """);
        await WriteAsync("c.yaml", "name: [");
        var (code, faults) = Check();
        code.ShouldBe(1);
        faults.ShouldBe([
            "a.yaml: line 1: name must be 1 to 40 of a-z, 0-9 and -, and begin with a letter",
            "a.yaml: line 2: connector must be one of notes; it is fax",
            "a.yaml: line 3: limits.rate must be more than 0 and at most 100000 calls a second",
            "a.yaml: line 3: limits.burst must be a whole number from 1 to 100000; it is many",
            "b.yaml: line 1: name can't be crm: a module of Lockstep is called so",
            "b.yaml: line 3: signIn.header or query must be given, and not both",
            "b.yaml: line 3: signIn.key must say where the secret is: ${env:NAME}, ${file:PATH} or ${secret:NAME}; "
                + "a secret does not stand in a file",
            "b.yaml: line 3: signIn.wrong is no field here; there are kind, header, query, key.",
            "b.yaml: line 4: options.url must be a whole URL with https:// and a host, without user and password",
            "b.yaml: line 4: options.remembersKeys must be true or false; it is perhaps",
            "b.yaml: line 4: options.colour is no field here; there are url, remembersKeys.",
            "c.yaml: line 2: this is not YAML: While parsing a node, did not find expected node content.",
        ]);
    }

    [Fact]
    public async Task Two_files_with_one_name_are_a_fault()
    {
        await WriteAsync("a.yaml", Good);
        await WriteAsync("b.yaml", Good);
        Check().Faults.ShouldBe(["b.yaml: a.yaml has a system named desk already"]);
    }

    [Fact]
    public async Task A_flow_can_look_for_records_only_by_what_the_system_searches_and_must_poll_it()
    {
        await WriteAsync("desk.yaml", Good);
        using var flows = new TestFolder();
        await File.WriteAllTextAsync(flows.File("f.yaml"),
            """
            name: f
            from: { system: desk, kind: note, on: [created, deleted] }
            to: { system: desk, kind: note, key: colour }
            map: { code: id }
            """, TestContext.Current.CancellationToken);
        var errors = new StringWriter();
        FlowsCommand.Run(flows.Path, Program.Factory.Modules, TextWriter.Null, errors, _folder.Path, [new NotesConnector()]).ShouldBe(1);
        errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([
            "f.yaml: trigger.poll must be given, like trigger: { poll: { every: 30s } }, or cron, or webhook, "
                + "for desk tells nobody of its changes by itself",
            "f.yaml: to.key must be a field by which desk finds a note: code; it is colour",
        ]);
    }

    [Fact]
    public async Task The_file_that_the_page_on_connectors_shows_is_a_good_one()
    {
        await WriteAsync("desk.yaml", Snippets.TextsOf("docs/writing-a-connector.md", "yml").ShouldHaveSingleItem());
        Check().Faults.ShouldBeEmpty();
    }

    [Fact]
    public void The_code_that_the_page_on_connectors_shows_is_that_of_the_sample()
    {
        var folder = Path.Combine(Repository.Root, "tests/Lockstep.Tests/Connectors");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        foreach (var part in Snippets.TextsOf("docs/writing-a-connector.md", "csharp").SelectMany(static text => text.Split("\n\n")))
        {
            files.Any(file => file.Contains(part.Trim('\n'), StringComparison.Ordinal)).ShouldBeTrue(part);
        }
    }

    private const string Good =
        """
        name: desk
        connector: notes
        options: { url: "https://notes.example.com" }
        """;

    private Task WriteAsync(string name, string yaml) =>
        File.WriteAllTextAsync(_folder.File(name), yaml, TestContext.Current.CancellationToken);

    private (int Code, IReadOnlyList<string> Faults) Check()
    {
        var errors = new StringWriter();
        IReadOnlyList<IConnector> connectors = [new NotesConnector()];
        var code = SystemsCommand.Check(_folder.Path, Program.Factory.Modules, connectors, TextWriter.Null, errors);
        return (code, errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
