extern alias schemas;

using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Tests.Support;
using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using schemas::Json.Schema;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Tests.Sync.Life;

/// <summary>The schema by which editors help to write flows.</summary>
public sealed class FlowSchemaTests
{
    private const string Path = "docs/flow.schema.json";
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSchema Schema = JsonSchema.FromText(FlowSchemas.Make().ToJsonString());

    [Fact]
    public void The_schema_in_docs_says_what_the_reader_reads_and_the_page_describes_every_field()
    {
        (FlowSchemas.Make().ToJsonString(Indented) + "\n").ShouldBeApproved(Path);
        FlowSchemas.Fields(FlowReader.ShapeOfFlow()).Except(FlowSchemas.Descriptions().Keys, StringComparer.Ordinal)
            .ShouldBeEmpty("docs/flows.md lacks a row");
    }

    [Fact]
    public void Every_flow_of_the_pages_and_tests_that_the_reader_takes_passes()
    {
        var texts = Snippets.All.Where(static one => one.Language is "yaml").Select(static one => one.Text).Concat(OfTests())
            .Where(static text => Read(text).Count == 0).ToList();
        texts.Count.ShouldBeGreaterThan(25);
        foreach (var text in texts)
        {
            Passes(text).ShouldBeTrue(text);
        }
    }

    [Theory]
    [InlineData("name: Bad Name\n" + Rest)]
    [InlineData("name: a\ntiemout: 5s\n" + Rest)]
    [InlineData("name: a\ntimeout: soon\n" + Rest)]
    [InlineData("name: a\nretry: { attempts: many }\n" + Rest)]
    [InlineData("name: a\nretry: { schedule: [1s, later] }\n" + Rest)]
    [InlineData("name: a\nset: [1]\nfrom: { system: crm, kind: customer, on: [created] }\nto: { system: inventory, kind: package }")]
    [InlineData("name: a\nset: { kind: x }\nfrom: { system: crm, kind: customer, on: [gone] }\nto: { system: inventory, kind: package }")]
    [InlineData("name: a\nset: { kind: x }\nfrom: { system: crm, kind: customer, on: [created] }\nto: { webhook: https://example.com }")]
    [InlineData("name: a\nset: { kind: x }\nfrom: { system: crm, kind: customer, on: [created] }")]
    [InlineData("name: a\nfrom: { system: crm, kind: customer, on: [created] }\nto: { system: inventory, kind: package }")]
    public void A_flow_that_is_wrong_does_not_pass_nor_does_the_reader_take_it(string text)
    {
        Passes(text).ShouldBeFalse();
        Read(text).ShouldNotBeEmpty();
    }

    private const string Rest =
        "from: { system: crm, kind: customer, on: [created] }\nto: { system: inventory, kind: package }\nset: { kind: x }";

    private static bool Passes(string text) => Schema.Evaluate(
        JsonSerializer.SerializeToElement(YamlJson.Of(RootOf(text)!))).IsValid;

    /// <summary>What the reader says, for whom there is every system that the text names.</summary>
    private static List<FlowFault> Read(string text)
    {
        var faults = new List<FlowFault>();
        if (RootOf(text) is not YamlMappingNode root || !text.Contains("from:", StringComparison.Ordinal))
        {
            return [new FlowFault(FlowFault.Whole, 1, 1, "no flow")];
        }

        var all = (Capability)(-1);
        var kinds = new[] { "from", "to" }.Select(part => At(root, part)).OfType<YamlMappingNode>()
            .Select(part => (System: (At(part, "system") as YamlScalarNode)?.Value, Kind: (At(part, "kind") as YamlScalarNode)?.Value,
                Key: (At(part, "key") as YamlScalarNode)?.Value)).Where(static one => one is { System: not null, Kind: not null });
        var systems = kinds.GroupBy(static one => one.System!, StringComparer.Ordinal).Select(group => new FlowSystem(
            group.Key,
            [
                .. group.Select(one => new RecordKind(one.Kind!, all)
                {
                    SearchFields = new HashSet<string>([one.Key ?? ""], StringComparer.Ordinal),
                }),
            ],
            IsOutside: false));
        new FlowReader([.. systems], new MappingOptions())
            .ReadText(text, new TableFiles(static _ => "a,b\nc,d\n"), faults, isInForce: true);
        return faults;
    }

    private static YamlNode? At(YamlMappingNode node, string name) =>
        node.Children.FirstOrDefault(pair => string.Equals((pair.Key as YamlScalarNode)?.Value, name, StringComparison.Ordinal)).Value;

    private static YamlNode? RootOf(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 ? stream.Documents[0].RootNode : null;
        }
        catch (YamlDotNet.Core.YamlException)
        {
            return null;
        }
    }

    /// <summary>The texts in the code of tests that look like flows.</summary>
    private static IEnumerable<string> OfTests() =>
        Repository.Files.Where(static file => file.IsIn("tests") && file.Path.EndsWith(".cs", StringComparison.Ordinal)
            && file.Text.Contains("from:", StringComparison.Ordinal))
        .SelectMany(static file => CSharpSyntaxTree.ParseText(file.Text).GetRoot().DescendantNodes().OfType<LiteralExpressionSyntax>())
        .Select(static literal => literal.Token.Value).OfType<string>()
        .Where(static text => text.StartsWith("name: ", StringComparison.Ordinal) && text.Contains("\nfrom:", StringComparison.Ordinal));
}
