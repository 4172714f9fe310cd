using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton.Kinds;

/// <summary>
/// Parties: customers and suppliers. E-mail, phone and the like are the first contact mechanism of their type, <c>address</c> is the first
/// address. A deleted party is an archived one.
/// </summary>
internal sealed class PartyKind(TrytonFields values) : TrytonKind("party.party")
{
    /// <summary>The name of the kind.</summary>
    public const string Name = "party";

    private const string MechanismsField = "contact_mechanisms", AddressField = "address", AddressesField = "addresses",
        IdentifiersField = "identifiers", TypeField = "type", ValueField = "value", CodeField = "code", LangField = "lang",
            NameField = "name";

    /// <summary>Types of contact mechanisms, which are fields of the record.</summary>
    private static readonly string[] Mechanisms = ["email", "phone", "mobile", "fax", "website"];

    private static readonly string[] OwnFields = [IdField, NameField, CodeField, ActiveField];
    private static readonly string[] AddressFields = ["name", "street", "postal_code", "city", "subdivision", "country"];

    public override RecordKind Kind { get; } = new(
        Name, Capability.Read | Capability.Changes | Capability.Deletes | Capability.Create | Capability.Update | Capability.Delete
            | Capability.ConditionalWrite | Capability.Existing)
    {
        // What is deleted instead of being archived leaves no trace.
        HidesDeletes = true,
        SearchFields = new HashSet<string>(StringComparer.Ordinal) { CodeField, NameField, "email", "phone" },
    };

    public override IReadOnlyList<string> Fields { get; } =
    [
        .. OwnFields, "lang.code", "contact_mechanisms.type", "contact_mechanisms.value", "contact_mechanisms.active",
        "addresses.name", "addresses.street", "addresses.postal_code", "addresses.city", "addresses.subdivision.code",
            "addresses.country.code",
        "addresses.active", "identifiers.type", "identifiers.code",
    ];

    public override IReadOnlyList<TrytonPart> Parts { get; } =
    [
        new(MechanismsField, "party.contact_mechanism"), new(AddressesField, "party.address"), new(IdentifiersField, "party.identifier"),
    ];

    public override bool IsArchived => true;

    public override JsonArray Having(string field, string value) => Mechanisms.Contains(field, StringComparer.Ordinal)
        ? [new JsonArray(MechanismsField, "where",
            new JsonArray(new JsonArray(TypeField, "=", field), new JsonArray(ValueField, "ilike", Exactly(value))))]
        : base.Having(field, value);

    public override JsonObject DataOf(JsonObject row)
    {
        var data = new JsonObject(OwnFields.Select(field => KeyValuePair.Create(field, row[field]?.DeepClone())))
        {
            [LangField] = Through(row[LangField], CodeField),
        };
        foreach (var type in Mechanisms)
        {
            data[type] = Mechanism(row, type)?[ValueField]?.DeepClone();
        }

        var addresses = Active(row, AddressesField).Select(Address).ToList();
        data[AddressField] = addresses.FirstOrDefault()?.DeepClone();
        data[AddressesField] = new JsonArray([.. addresses]);
        data[IdentifiersField] = new JsonArray([.. Rows(row[IdentifiersField]).Select(static one => new JsonObject
        {
            [TypeField] = one[TypeField]?.DeepClone(), [CodeField] = one[CodeField]?.DeepClone(),
        })]);
        return data;
    }

    public override async Task<Reply<TrytonWrite>> PlanAsync(JsonObject? row, JsonObject fields, CancellationToken ct)
    {
        var changed = await values.ChangedAsync(Model, fields.Where(static one => !IsPart(one.Key)), row is null ? null : DataOf(row), ct);
        if (changed.Value is not { } whole)
        {
            return changed.Failure!;
        }

        if (Commands(row, fields) is { Count: > 0 } mechanisms)
        {
            whole[MechanismsField] = mechanisms;
        }

        if (fields[IdentifiersField] is JsonArray wanted && IdentifierCommands(row, wanted) is { Count: > 0 } identifiers)
        {
            whole[IdentifiersField] = identifiers;
        }

        var address = await AddressAsync(row, fields, ct);
        if (address.Value is { Count: > 0 } commands)
        {
            whole[AddressesField] = commands;
        }

        return address.Failure is { } failure ? failure : new TrytonWrite(whole);
    }

    /// <summary>What others would be written as a field of its own.</summary>
    private static bool IsPart(string field) =>
        Mechanisms.Contains(field, StringComparer.Ordinal) || field is AddressField or IdentifiersField;

    private static JsonArray Commands(JsonObject? row, JsonObject fields)
    {
        var commands = new JsonArray();

        // Only what the flow mentions: the other ways to reach somebody stay.
        foreach (var type in Mechanisms.Where(fields.ContainsKey))
        {
            var (before, wanted) = (row is null ? null : Mechanism(row, type), TrytonValue.Text(fields[type]));
            if (string.IsNullOrEmpty(wanted))
            {
                if (before is not null)
                {
                    commands.Add((JsonNode)Command.Delete(before));
                }
            }
            else if (before is null)
            {
                commands.Add((JsonNode)Command.Create(new JsonObject { [TypeField] = type, [ValueField] = wanted }));
            }
            else if (!string.Equals(Text(before[ValueField]), wanted, StringComparison.Ordinal))
            {
                commands.Add((JsonNode)Command.Write(before, new JsonObject { [ValueField] = wanted }));
            }
        }

        return commands;
    }

    private static (string Type, string Code) KeyOf(JsonObject identifier) => (Text(identifier[TypeField]), Text(identifier[CodeField]));

    private static JsonArray IdentifierCommands(JsonObject? row, JsonArray wanted)
    {
        var rows = Rows(row?[IdentifiersField]).ToList();

        // What is there and wanted is taken out while the rows are passed; the rows that are left over go, and the codes are made.
        var codes = wanted.OfType<JsonObject>().DistinctBy(KeyOf).ToDictionary(KeyOf);
        var commands = new JsonArray();
        foreach (var gone in rows.Where(one => !codes.Remove(KeyOf(one))))
        {
            commands.Add((JsonNode)Command.Delete(gone));
        }

        foreach (var one in codes.Values)
        {
            commands.Add((JsonNode)Command.Create(
                new JsonObject { [TypeField] = one[TypeField]?.DeepClone(), [CodeField] = Text(one[CodeField]) }));
        }

        return commands;
    }

    /// <summary>
    /// The first address, written part by part. A new party has one in any case, as one that a person makes: without,
    /// nobody could sell to it.
    /// </summary>
    private async Task<Reply<JsonArray>> AddressAsync(JsonObject? row, JsonObject fields, CancellationToken ct)
    {
        var first = row is null ? null : Active(row, AddressesField).FirstOrDefault();
        var wanted = fields[AddressField] as JsonObject;
        if (wanted is null)
        {
            return row is null ? new JsonArray(Command.Create([]))

                // Archived and not deleted: sales refer to it.
                : fields.ContainsKey(AddressField) && first is not null
                    ? new JsonArray(Command.Write(first, new JsonObject { [ActiveField] = false }))
                : new JsonArray();
        }

        var changed = await values.ChangedAsync("party.address", wanted, first is null ? null : Address(first), ct);
        return changed switch
        {
            { Failure: { } failure } => failure with { Fields = Prefixed(failure) },
            { Value: { } all } when first is null => new JsonArray(Command.Create(all)),
            { Value: { Count: > 0 } some } => new JsonArray(Command.Write(first!, some)),
            _ => new JsonArray(),
        };
    }

    private static Dictionary<string, string> Prefixed(Failure failure) =>
        failure.Fields.ToDictionary(static one => $"{AddressField}.{one.Key}", static one => one.Value, StringComparer.Ordinal);

    private static JsonObject Address(JsonObject row) => new(AddressFields.Select(field => KeyValuePair.Create(
        field, row[field] is JsonObject related ? Through(related, CodeField) : row[field]?.DeepClone())));

    private static JsonObject? Mechanism(JsonObject row, string type) =>
        Active(row, MechanismsField).FirstOrDefault(one => string.Equals(Text(one[TypeField]), type, StringComparison.Ordinal));

    private static IEnumerable<JsonObject> Active(JsonObject row, string field) =>
        Rows(row[field]).Where(static one => Text(one[ActiveField]) is not "false");

    /// <summary>A pattern that only this text fits, in any case.</summary>
    private static string Exactly(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
