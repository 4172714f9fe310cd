using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Tests.Sync.Mappings;

/// <summary>Applies expressions, and tells what comes of it.</summary>
internal static class Evaluated
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Tables = new(StringComparer.Ordinal)
    {
        ["countries"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["DE"] = "Germany", ["7"] = "Russia" },
    };

    private static readonly Dictionary<LinkName, string?> Links = new() { [new("erp", "party", "7")] = "P-12" };

    /// <summary>The JSON that it gives; for a fault, <c>error</c> and what it says.</summary>
    public static string Of(string expression, string json = "null", MappingOptions? limits = null)
    {
        try
        {
            return Node(expression, JsonElement.Parse(json), limits)?.ToJsonString(Plain) ?? "null";
        }
        catch (ExpressionException error)
        {
            return $"error {error.Told}";
        }
    }

    public static JsonNode? Node(string expression, JsonElement json, MappingOptions? limits = null)
    {
        var used = limits ?? new MappingOptions();
        var run = new Evaluation(used, Links);
        return ValueWriter.ToNode(Expression.Parse(expression, new Scope(used, Tables, HasLinks: true)).Of(json, run), run);
    }
}
