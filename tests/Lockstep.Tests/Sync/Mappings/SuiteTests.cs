using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Sync.Mappings;

/// <summary>The compliance suite of JMESPath.</summary>
public sealed class SuiteTests
{
    private const int Cases = 908;

    [Fact]
    public void Every_case_of_the_official_suite_comes_out_as_it_says()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "tests/Lockstep.Tests/Sync/Mappings/Suite"), "*.json");
        var cases = (from file in files
                     from part in JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray()
                     from one in part.GetProperty("cases").EnumerateArray()
                     select (File: Path.GetFileName(file), Given: part.GetProperty("given"), Case: one)).ToList();
        cases.Count.ShouldBe(Cases);
        cases.Where(static one => !Holds(one.Given, one.Case))
            .Select(static one => $"{one.File}: {one.Case.GetRawText()}").ShouldBeEmpty();
    }

    /// <summary>A case without result and error is there to be measured; it must only work.</summary>
    private static bool Holds(JsonElement given, JsonElement one)
    {
        var wanted = one.TryGetProperty("error", out var error) ? FaultOf(error.GetString()!) : (ExpressionFault?)null;
        try
        {
            var got = Evaluated.Node(one.GetProperty("expression").GetString()!, given);
            return wanted is null
                && (!one.TryGetProperty("result", out var result) || JsonNode.DeepEquals(got, JsonSerializer.SerializeToNode(result)));
        }
        catch (ExpressionException fault)
        {
            return fault.Fault == wanted && fault.Position > 0;
        }
    }

    private static ExpressionFault FaultOf(string word) => word switch
    {
        "syntax" => ExpressionFault.Syntax,
        "invalid-type" => ExpressionFault.InvalidType,
        "invalid-arity" => ExpressionFault.InvalidArity,
        "invalid-value" => ExpressionFault.InvalidValue,
        "unknown-function" => ExpressionFault.UnknownFunction,
        _ => throw new FormatException($"The suite has a fault {word}."),
    };
}
