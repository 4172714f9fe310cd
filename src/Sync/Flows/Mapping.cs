using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.Flows;

/// <summary>A field of the target and the expression that makes it.</summary>
/// <param name="Name">The field.</param>
/// <param name="Expression">What makes it of a source record.</param>
/// <param name="Place">Where it stands, for a person: <c>line 12: map.total</c>.</param>
internal sealed record MappedField(string Name, Expression Expression, string Place);

/// <summary>Makes the target's fields from a source record.</summary>
internal sealed class Mapping
{
    private const int FaultsMax = 5;
    private readonly MappedField[] _fields;
    private readonly KeyValuePair<string, string>[] _constants;
    private readonly MappingOptions _limits;

    /// <param name="fields">The target's fields. One that is a constant too is the constant.</param>
    /// <param name="constants">Target field → fixed text.</param>
    /// <param name="limits">What the mapping of one record may cost.</param>
    public Mapping(IEnumerable<MappedField> fields, IReadOnlyDictionary<string, string> constants, MappingOptions limits) =>
        (_fields, _constants, _limits) = ([.. fields.Where(field => !constants.ContainsKey(field.Name))], [.. constants], limits);

    /// <summary>Makes nothing: the mapping of a flow that passes events on.</summary>
    public static Mapping None { get; } = new([], new Dictionary<string, string>(StringComparer.Ordinal), new MappingOptions());

    /// <summary>The target's fields; a path that leads nowhere gives null, as in JMESPath.</summary>
    /// <param name="record">The record, JSON in UTF-8.</param>
    /// <param name="known">The links that were looked for; null for one that is not there.</param>
    public Mapped Apply(byte[] record, IReadOnlyDictionary<LinkName, string?> known)
    {
        try
        {
            return Apply(JsonElement.Parse(record), known);
        }
        catch (JsonException)
        {
            return Mapped.Failed("The record is not JSON.");
        }
    }

    /// <summary>The same of a record that is parsed already; what is made refers to it.</summary>
    public Mapped Apply(JsonElement source, IReadOnlyDictionary<LinkName, string?> known)
    {
        var run = new Evaluation(_limits, known);
        var faults = new List<string>(0);
        var made = new KeyValuePair<string, JsonNode?>[_fields.Length + _constants.Length];
        for (var index = 0; index < _fields.Length; index++)
        {
            made[index] = KeyValuePair.Create(_fields[index].Name, Make(_fields[index], source, run, faults));
        }

        for (var index = 0; index < _constants.Length; index++)
        {
            made[_fields.Length + index] = new(_constants[index].Key, _constants[index].Value);
        }

        // As long as a link is not known, or is not there, what was made of nothing in its place does not count.
        return run.Wanted is not null || run.Missing is not null ? new(null, null, [.. run.Wanted ?? []], [.. run.Missing ?? []])
            : faults.Count > 0 ? Mapped.Failed(string.Join("; ", faults.Take(FaultsMax)))
            : new(new JsonObject(made), null, [], []);
    }

    private static JsonNode? Make(MappedField field, JsonElement source, Evaluation run, List<string> faults)
    {
        try
        {
            return ValueWriter.ToNode(field.Expression.Of(source, run), run);
        }
        catch (ExpressionException error)
        {
            faults.Add($"{field.Place}: {error.Told}");
            return null;
        }
    }
}
