using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>Makes the fields of a flow of a side's record, and the other way round. Pure.</summary>
internal sealed class SideMapping
{
    private static readonly Dictionary<LinkName, string?> NoLinks = [];
    private static readonly Dictionary<string, string> NoConstants = new(StringComparer.Ordinal);
    private readonly Side _side;
    private readonly Mapping _read;
    private readonly IReadOnlyList<(string Name, IReadOnlyList<string>? Path, Mapping? Write)> _fields;

    public SideMapping(IReadOnlyList<PairField> fields, Side side, MappingOptions limits)
    {
        _side = side;
        _read = new Mapping(fields.Select(field => field[side].Read with { Name = field.Name }), NoConstants, limits);
        _fields =
        [
            .. fields.Select(field => (
                field.Name, field[side].Path, field[side].Write is { } write ? new Mapping(write, NoConstants, limits) : null)),
        ];
    }

    /// <summary>The fields of the flow, or why the record has none.</summary>
    public Mapped Read(JsonElement record) => _read.Apply(record, NoLinks);

    /// <summary>The fields of the system, or why there are none.</summary>
    /// <param name="fields">The fields of the flow that are written.</param>
    /// <param name="whole">All fields of the flow as the side will have them.</param>
    /// <param name="record">The record as the side has it; null for one that is to be made.</param>
    public Mapped Write(JsonObject fields, JsonObject whole, JsonObject? record)
    {
        var made = new JsonObject();
        var source = new Lazy<JsonElement>(() => JsonElement.Parse(Encoding.UTF8.GetBytes(whole.ToJsonString())));
        foreach (var (name, path, write) in _fields.Where(field => fields.ContainsKey(field.Name)))
        {
            if (write is null)
            {
                Put(made, path ?? [], fields[name], record);
                continue;
            }

            var mapped = write.Apply(source.Value, NoLinks);
            if (mapped.Fields is not { } values)
            {
                return mapped;
            }

            foreach (var (field, value) in values)
            {
                Put(made, field.Split('.'), value, record);
            }
        }

        return new Mapped(made, null, [], []);
    }

    /// <summary>What a record of this side is made with; fields that it alone has a say in are its own.</summary>
    /// <param name="pair">The flow.</param>
    /// <param name="fields">The fields of the flow, as the other side has them.</param>
    public Mapped Make(Pair pair, JsonObject fields)
    {
        var given = new JsonObject();
        foreach (var field in pair.Fields.Where(field => field.Rule.From != _side && fields[field.Name] is not null))
        {
            given[field.Name] = fields[field.Name]!.DeepClone();
        }

        var mapped = Write(given, fields, null);
        foreach (var (name, value) in mapped.Fields is null ? [] : pair[_side].Set)
        {
            mapped.Fields![name] = value?.DeepClone();
        }

        return mapped;
    }

    /// <summary>The value that the side has at the path of a field among fields of the system; null when there is none.</summary>
    public JsonNode? Find(string field, JsonObject fields)
    {
        var path = _fields.First(one => string.Equals(one.Name, field, StringComparison.Ordinal)).Path;
        return path?.Aggregate((JsonNode?)fields, static (node, name) => (node as JsonObject)?[name]);
    }

    /// <summary>By what the system finds a field; null when it is read by an expression.</summary>
    public string? PathOf(string field) =>
        _fields.First(one => string.Equals(one.Name, field, StringComparison.Ordinal)).Path is { } path ? string.Join('.', path) : null;

    /// <summary>What lies deeper is sent with all that lies beside it: not every system leaves that alone.</summary>
    private static void Put(JsonObject made, IReadOnlyList<string> path, JsonNode? value, JsonObject? record)
    {
        var (into, from) = (made, record);
        foreach (var name in path.Take(path.Count - 1))
        {
            var before = from?[name] as JsonObject;
            into = into[name] as JsonObject ?? Add(into, name, before?.DeepClone() as JsonObject ?? []);
            from = before;
        }

        if (path.Count > 0)
        {
            into[path[^1]] = value?.DeepClone();
        }
    }

    private static JsonObject Add(JsonObject into, string name, JsonObject part)
    {
        into[name] = part;
        return part;
    }
}
