using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

/// <summary>What a person hears of the files of flows before the server starts with them.</summary>
public sealed class FlowFileTests : IDisposable
{
    private const string Fields = "name, description, enabled, from, to, trigger, between, fields, conflicts, create, match, deletes, "
        + "resurrect, filter, map, set, tables, tests, freshness, canary, timeout, retry";

    private static readonly string[] Expected =
    [
        "a.yaml: line 7: enabled must be true or false; it is maybe",
        "a.yaml: line 4: map.customerName must be a text",
        "a.yaml: line 11: retry.first must be a text",
        "a.yaml: line 10: retry.factor must be a number; it is .nan",
        "a.yaml: line 9: retry.attempts must be a whole number; it is many",
        "a.yaml: line 5: tiemout is not a field of a flow; did you mean timeout?",
        "a.yaml: name must be 1 to 60 of a-z, 0-9 and -",
        "a.yaml: from.on must list some of created, changed, deleted",
        "a.yaml: from.system: there is no system cmr; did you mean crm?",
        "a.yaml: to.kind: inventory has no order that flows write",
        "a.yaml: line 4: map.customerId: at 4: the expression ends too early",
        "a.yaml: timeout must be a duration like 200ms, 1s, 5m or 1h, from 10ms to 10m; it is NaNs",
        "a.yaml: retry.schedule must be a duration like 200ms, 1s, 5m or 1h, from 0ms to 7d; it is Infinityd",
        "a.yaml: retry.schedule must be a duration like 200ms, 1s, 5m or 1h, from 0ms to 7d; it is 999999999999999d",
        "b.yaml: line 2: from must be fields with values",
        "b.yaml: line 3: set must be fields with values",
        $"b.yaml: line 4: on is not a field of a flow; there are {Fields}.",
        "b.yaml: from.system must name the system that changes come from",
        "b.yaml: from.kind must name a kind of record",
        "b.yaml: from.on must list some of created, changed, deleted",
        "b.yaml: to.system must name the system that changes go to",
        "b.yaml: to.kind must name a kind of record",
        "b.yaml: map or set must give at least one field",
        "d.yaml: the file is empty",
        "f.yaml: e.yaml has a flow named good already",
    ];

    private readonly TestFolder _folder = new();

    [Fact]
    public void Every_fault_of_every_file_is_named_with_its_line_in_the_words_of_the_file()
    {
        Write("a.yaml", """
            name: Bad Name
            from: { system: cmr, kind: customer, on: [created, gone] }
            to: { system: inventory, kind: order }
            map: { customerId: id., customerName: }
            tiemout: 5s
            timeout: NaNs
            enabled: maybe
            retry:
              attempts: many
              factor: .nan
              first: [1s]
              schedule: [1s, Infinityd, 999999999999999d]
            """);
        Write("b.yaml", "name: b\nfrom: here\nset: [1]\non: x\n");
        Write("c.yaml", "name: [\n");
        Write("d.yaml", "");
        Write(
            "e.yaml",
            "name: good\nfrom: {system: crm, kind: customer, on: [created]}\nto: {system: inventory, kind: package}\nset: {kind: parcel}");
        Write(
            "f.yaml",
            "name: good\nfrom: {system: crm, kind: customer, on: [created]}\nto: {system: inventory, kind: package}\nset: {kind: parcel}");
        var (code, faults) = Check();
        code.ShouldBe(1);
        faults.Where(static fault => !fault.StartsWith("c.yaml", StringComparison.Ordinal)).ShouldBe(Expected);
        faults.ShouldContain(static fault => fault.StartsWith("c.yaml: line 2: this is not YAML: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_poll_of_what_the_flow_itself_writes_is_refused()
    {
        Write("a.yaml", """
            name: round-and-round
            from: { system: crm, kind: customer, on: [created] }
            trigger: { poll: { every: 1s } }
            to: { system: crm, kind: customer }
            map: { externalId: id, name: name }
            """);
        Check().Faults.ShouldHaveSingleItem().ShouldStartWith("a.yaml: to: a poll would meet what the flow wrote");
    }

    [Fact]
    public void A_webhook_as_a_target_must_be_a_URL_with_a_secret_and_no_system_beside_it()
    {
        const string From = "from: { system: crm, kind: customer, on: [created] }\nset: { kind: parcel }\n";
        Write("a.yaml", $"name: a\n{From}to: {{ webhook: \"https://me:pw@example.com/#x\", secret: whsec_x, type: No, system: crm }}\n");
        Write("b.yaml", $"name: b\n{From}to: {{ webhook: /hook }}\n");
        Write("c.yaml", $"name: c\n{From}to: {{ webhook: https://example.com/hook, secret: \"${{env:PACKER_SECRET}}\" }}\n");
        Check().Faults.ShouldBe(
        [
            "a.yaml: to names a system or a webhook, not both: with webhook there is no system and no kind",
            "a.yaml: to.webhook must be a URL with https:// and a host, and without user, password and #part",
            "a.yaml: to.secret must say in which variable the secret is, for example ${env:PACKER_SECRET}",
            "a.yaml: to.type must be 1 to 200 of a-z, 0-9, dots and dashes, for example com.example.parcel.wanted.v1",
            "b.yaml: to.webhook must be a URL with https:// and a host, and without user, password and #part",
            "b.yaml: to.secret must say in which variable the secret is, for example ${env:PACKER_SECRET}",
        ]);
    }

    [Fact]
    public void The_shipped_flows_have_no_faults_and_a_folder_that_is_not_there_is_named()
    {
        FlowsCommand.Run(Path.Combine(AppContext.BaseDirectory, "flows"), Program.Factory.Modules, TextWriter.Null,
            TextWriter.Null).ShouldBe(0);
        using var errors = new StringWriter();
        FlowsCommand.Run(_folder.Path + "-none", Program.Factory.Modules, TextWriter.Null, errors).ShouldBe(1);
        errors.ToString().ShouldContain($"There is no folder {_folder.Path}-none");
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, name), text);

    private (int Code, string[] Faults) Check()
    {
        using var errors = new StringWriter();
        var code = FlowsCommand.Run(_folder.Path, Program.Factory.Modules, TextWriter.Null, errors);
        return (code, errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
