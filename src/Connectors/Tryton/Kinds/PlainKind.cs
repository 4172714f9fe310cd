using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton.Kinds;

/// <summary>Rows of any model, told by the file: the fields as they stand there, references as ids.</summary>
internal sealed class PlainKind : TrytonKind
{
    private readonly TrytonFields _values;

    private PlainKind(string name, string model, IReadOnlyList<string> fields, IReadOnlySet<string> search, bool isReadOnly,
        TrytonFields values)
        : base(model)
    {
        (Fields, _values) = (fields, values);
        Kind = new RecordKind(
            name, Capability.Read | Capability.Changes | Capability.Existing
                | (isReadOnly ? Capability.None : Capability.Create | Capability.Update | Capability.Delete | Capability.ConditionalWrite))
        {
            SearchFields = search,
        };
    }

    public override RecordKind Kind { get; }

    public override IReadOnlyList<string> Fields { get; }

    /// <summary>Reads the part of the file; null when something is wrong with it, which was told then.</summary>
    public static PlainKind? Read(string name, SettingNode part, TrytonFields values)
    {
        var model = part.Required("model");
        var fields = part.Texts("fields") ?? [];
        var search = part.Texts("search") ?? [];
        var isReadOnly = part.Flag("readOnly") ?? false;
        if (!part.Has("fields"))
        {
            part.Fault("fields", "must name the fields of the record");
        }

        foreach (var (member, names) in new[] { ("fields", fields), ("search", search) })
        {
            if (names.FirstOrDefault(static one => !IsName(one)) is { } wrong)
            {
                part.Fault(member, $"must be names of fields, like code; it has {wrong}");
            }
        }

        return model is null || fields.Count == 0 || part.HasFaults ? null
            : new PlainKind(name, model, [IdField, .. fields], search.ToHashSet(StringComparer.Ordinal), isReadOnly, values);
    }

    public override JsonObject DataOf(JsonObject row) =>
        new(Fields.Select(field => KeyValuePair.Create(field, row[field]?.DeepClone())).DistinctBy(
            static one => one.Key, StringComparer.Ordinal));

    public override async Task<Reply<TrytonWrite>> PlanAsync(JsonObject? row, JsonObject fields, CancellationToken ct)
    {
        var changed = await _values.ChangedAsync(Model, fields, row, ct);
        return changed.Value is { } values ? new TrytonWrite(values) : changed.Failure!;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 64
        && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_');
}
