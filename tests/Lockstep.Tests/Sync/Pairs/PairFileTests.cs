using Lockstep.Connectors.Rest;
using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>What a person hears of the file of a flow that goes both ways.</summary>
public sealed class PairFileTests : IDisposable
{
    private const string Faulty =
        """
        name: bad
        between:
          left: { system: shop, kind: customer }
          right: { system: erp, kind: nothing, poll: { every: 1ms } }
        fields:
          name: { left: name, right: "join('', [name" }
          email: { left: "lower(email)", right: email, owner: middle, like: [trim, shape] }
          phone: { left: phone }
          limit: { left: creditLimit, right: limit, owner: left, from: right, newest: soon }
        match: [phone, sku]
        conflicts: fight
        create: all
        deletes: { left: forget, right: archive }
        map: { a: b }
        freshness: { target: 0s }
        canary: { every: 1s, record: a, field: b }
        """;

    private const string NoMeaning = "has no meaning here: a call only names records, and both sides are read as they are then";

    private readonly TestFolder _flows = new(), _systems = new();

    [Fact]
    public async Task What_the_documentation_shows_has_no_fault()
    {
        foreach (var (text, number) in Snippets.TextsOf("docs/two-way.md", "yaml").Select(static (text, number) => (text, number)))
        {
            await File.WriteAllTextAsync(_flows.File(FormattableString.Invariant($"flow{number}.yaml")), text,
                TestContext.Current.CancellationToken);
        }

        (await CheckAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_fault_is_named_with_its_field_and_position()
    {
        await WriteAsync(Faulty);
        (await CheckAsync()).ShouldBe(
        [
            "flow.yaml: between takes the place of from, to, trigger, filter, map, set and tests",
            "flow.yaml: canary: a flow between two systems can have none",
            "flow.yaml: conflicts must be one of ask, left, right, newest; it is fight",
            "flow.yaml: create must be one of both, toLeft, toRight, none; it is all",
            "flow.yaml: between.left.poll must be given, like poll: { every: 30s }, or webhook, for shop tells nobody of its changes by "
            + "itself",
            "flow.yaml: deletes.left must be one of keep, propagate, archive; it is forget",
            "flow.yaml: deletes.archive.left must say what a record is given whose partner was deleted",
            "flow.yaml: between.right.kind: erp has no nothing that can be read one by one",
            "flow.yaml: between.right.poll.every must be a duration like 200ms, 1s, 5m or 1h, from 50ms to 1d; it is 1ms",
            "flow.yaml: line 6: fields.name.right: at 15: the expression ends too early",
            "flow.yaml: line 7: fields.email.owner must be left or right; it is middle",
            "flow.yaml: line 7: fields.email.left is no plain path, so toLeft must "
                + "say what is written there; or from: left, that nothing is",
            "flow.yaml: line 7: fields.email.like must be a list of trim, case and { places: 0 } to { places: 15 }",
            "flow.yaml: line 8: fields.phone must say where left and right have it",
            "flow.yaml: line 9: fields.limit: owner or from, not both",
            "flow.yaml: line 9: fields.limit.newest must say how far apart the clocks may be, from 0s to 1d, for example 2s; it is soon",
            "flow.yaml: match: there is no field phone",
            "flow.yaml: match: there is no field sku",
            "flow.yaml: freshness.target must be a duration like 200ms, 1s, 5m or 1h, from 1s to 7d; it is 0s",
        ]);
    }

    [Theory]
    [InlineData("secret: plain, id: id",
        "between.right.webhook.secret must say where the secret is, like ${secret:shop-hook} or ${env:SHOP_HOOK}")]
    [InlineData("id: id", "between.right.webhook.secret must say where the secret is, like ${secret:shop-hook} or ${env:SHOP_HOOK}")]
    [InlineData("secret: '${env:A}'", "between.right.webhook.id must be an expression that leads to the id of a record, like id")]
    [InlineData("secret: '${env:A}', id: id.", "line 4: between.right.webhook.id: at 4: the expression ends too early")]
    [InlineData("secret: '${env:A}', id: id, header: X-Mine",
        "between.right.webhook.header: github has a header of its own, X-Hub-Signature-256")]
    [InlineData("secret: '${env:A}', id: id, bodyMax: 5", "between.right.webhook.bodyMax must be from 256 to 16777216 bytes")]
    [InlineData("secret: '${env:A}', id: id, version: rev", $"between.right.webhook.version {NoMeaning}")]
    [InlineData("secret: '${env:A}', id: id, changedAt: at", $"between.right.webhook.changedAt {NoMeaning}")]
    [InlineData("secret: '${env:A}', id: id, deleted: gone", $"between.right.webhook.deleted {NoMeaning}")]
    [InlineData("secret: '${env:A}', id: id, read: true", $"between.right.webhook.read {NoMeaning}")]
    [InlineData("secret: '${env:A}', id: id, window: 5m", $"between.right.webhook.window {NoMeaning}")]
    public async Task What_is_wrong_with_the_calls_of_a_side_is_named_in_the_words_of_the_file(string hook, string expected)
    {
        await WriteAsync(
            WithCalls("shop, kind: customer, poll: { every: 1m }", $"erp, kind: party, webhook: {{ scheme: github, {hook} }}"));
        (await CheckAsync()).ShouldBe([$"flow.yaml: {expected}"]);
    }

    [Fact]
    public async Task One_side_alone_can_call_and_no_module_does()
    {
        const string hook = "webhook: { scheme: github, secret: '${env:A}', id: id }";
        await WriteAsync(WithCalls($"shop, kind: customer, {hook}", $"erp, kind: party, poll: {{ every: 1h }}, {hook}"));
        (await CheckAsync()).ShouldBe(
        [
            "flow.yaml: between.right.webhook: one side alone can have one, for the calls of both would come to the same address; "
            + "poll the other one",
        ]);
        await WriteAsync(WithCalls($"crm, kind: customer, {hook}", "erp, kind: party, poll: { every: 1h }"));
        (await CheckAsync()).ShouldBe(
            ["flow.yaml: between.left.webhook: crm is a part of Lockstep and tells of its changes by events"]);
        await WriteAsync(WithCalls($"shop, kind: customer, {hook}", "crm, kind: customer"));
        (await CheckAsync()).ShouldBeEmpty();
    }

    private static string WithCalls(string left, string right) =>
        $$"""
        name: calls
        between:
          left: { system: {{left}} }
          right: { system: {{right}} }
        fields: { email: email }
        """;

    [Fact]
    public async Task What_belongs_to_two_sides_needs_two_sides()
    {
        await WriteAsync(
            "name: half\nfrom: { system: crm, kind: customer, on: [created] }\nto: { system: inventory, kind: package }\nset: "
                + "{ kind: parcel }\ncreate: both\n");
        (await CheckAsync()).ShouldBe(
            ["flow.yaml: between must name the two sides that fields, match, create, conflicts, deletes and resurrect are about"]);
    }

    public void Dispose()
    {
        _flows.Dispose();
        _systems.Dispose();
    }

    private Task WriteAsync(string flow) => File.WriteAllTextAsync(_flows.File("flow.yaml"), flow);

    private async Task<string[]> CheckAsync()
    {
        await PairSystems.WriteAsync(_systems.Path, new Uri("http://127.0.0.1:1/"));
        await using var errors = new StringWriter();
        FlowsCommand.Run(_flows.Path, Program.Factory.Modules, TextWriter.Null, errors, _systems.Path, [new RestConnector()]);
        return errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
