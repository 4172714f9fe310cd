using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Connectors.Tryton.Calls;

namespace Lockstep.Connectors.Tryton.Values;

/// <summary>A field of a model, as Tryton tells of it.</summary>
/// <param name="Type">Its type, such as <c>numeric</c>.</param>
/// <param name="Relation">The model that it leads to; null for values.</param>
/// <param name="Label">What messages call it.</param>
internal sealed record TrytonField(string Type, string? Relation, string Label);

/// <summary>Makes of the fields of a flow what Tryton takes: by the types that it tells itself, with ids for codes.</summary>
/// <param name="rpc">Calls it.</param>
/// <param name="clock">The time.</param>
internal sealed class TrytonFields(TrytonRpc rpc, TimeProvider clock)
{
    private const int KnownIdsMax = 10_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromHours(1);

    /// <summary>By which fields what a reference leads to is told; all else by its id.</summary>
    private static readonly Dictionary<string, string[]> KeysOf = new(StringComparer.Ordinal)
    {
        ["country.country"] = ["code", "name"], ["country.subdivision"] = ["code", "name"], ["currency.currency"] = ["code"],
        ["ir.lang"] = ["code"], ["product.uom"] = ["symbol", "name"], ["product.category"] = ["name"],
            ["stock.location"] = ["code", "name"],
        ["account.invoice.payment_term"] = ["name"],
    };

    private readonly ConcurrentDictionary<string, (Dictionary<string, TrytonField> Fields, long At)> _models =
        new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string Model, string Key), long> _ids = new();

    /// <summary>The fields of a model by their names; asked for once an hour, for an update of Tryton may bring others.</summary>
    public async Task<Reply<Dictionary<string, TrytonField>>> OfAsync(string model, CancellationToken ct)
    {
        if (_models.TryGetValue(model, out var known) && clock.GetElapsedTime(known.At) < KnownFor)
        {
            return known.Fields;
        }

        var reply = await rpc.OnAsync(model, "fields_get", [new JsonArray()], CallKind.Repeatable, ct);
        if (reply.Failure is { } failure)
        {
            return failure;
        }

        var fields = (reply.Result as JsonObject ?? []).ToDictionary(
            static one => one.Key,
            static one => new TrytonField(
                one.Value?["type"]?.ToString() ?? "", one.Value?["relation"]?.ToString(), one.Value?["string"]?.ToString() ?? ""),
            StringComparer.Ordinal);
        _models[model] = (fields, clock.GetTimestamp());
        return fields;
    }

    /// <summary>What is to be written of the fields: those whose values are others than before.</summary>
    /// <param name="model">The model.</param>
    /// <param name="wanted">The fields of the flow.</param>
    /// <param name="before">The row as flows see it; null for a new one.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Reply<JsonObject>> ChangedAsync(
        string model, IEnumerable<KeyValuePair<string, JsonNode?>> wanted, JsonObject? before, CancellationToken ct)
    {
        var told = await OfAsync(model, ct);
        if (told.Value is not { } fields)
        {
            return told.Failure!;
        }

        var values = new JsonObject();
        foreach (var (name, value) in wanted)
        {
            if (!fields.TryGetValue(name, out var field))
            {
                return Wrong(FailureCause.Mapping, name, $"{model} has no field {name}.");
            }

            if (before is not null && before.ContainsKey(name) && TrytonValue.AreSame(field.Type, before[name], value))
            {
                continue;
            }

            var made = await ValueAsync(field, name, value, ct);
            if (made.Failure is { } failure)
            {
                return failure;
            }

            // The same country may be told by its code and by its name.
            if (IsKeyed(field) && before?[name] is { } was && (await ValueAsync(field, name, was, ct)).Value is { } id
                && TrytonValue.AreSame(field.Type, id, made.Value))
            {
                continue;
            }

            values[name] = made.Value;
        }

        return values;
    }

    /// <summary>Calls the fields of a failure by the names that flows call them, where messages have labels.</summary>
    public async Task<Failure> NamedAsync(string model, Failure failure, CancellationToken ct)
    {
        if (failure.Fields.Count == 0 || (await OfAsync(model, ct)).Value is not { } fields)
        {
            return failure;
        }

        return failure with
        {
            Fields = failure.Fields.ToDictionary(
                one => fields.FirstOrDefault(field => string.Equals(field.Value.Label, one.Key, StringComparison.OrdinalIgnoreCase)).Key
                    ?? one.Key,
                static one => one.Value, StringComparer.Ordinal),
        };
    }

    private async Task<(JsonNode? Value, Failure? Failure)> ValueAsync(
        TrytonField field, string name, JsonNode? value, CancellationToken ct)
    {
        if (value is null || (value is JsonValue && TrytonValue.Text(value) is { Length: 0 }))
        {
            return (null, null);
        }

        if (IsKeyed(field) && field.Relation is { } relation && KeysOf.TryGetValue(relation, out var keys)
            && value.GetValueKind() is JsonValueKind.String)
        {
            return await IdAsync(relation, keys, name, TrytonValue.Text(value)!, ct);
        }

        var made = TrytonValue.Of(field.Type, value, out var fault);
        return fault is null ? (made, null) : (null, Wrong(FailureCause.Mapping, name, $"{name} {fault}."));
    }

    private static bool IsKeyed(TrytonField field) => field is { Type: "many2one", Relation: { } relation } && KeysOf.ContainsKey(relation);

    private async Task<(JsonNode? Value, Failure? Failure)> IdAsync(
        string model, string[] keys, string name, string key, CancellationToken ct)
    {
        if (_ids.TryGetValue((model, key), out var known))
        {
            return (known, null);
        }

        // Two are asked for: of several nobody can tell which one is meant, and to take the first would be a guess.
        JsonArray domain = ["OR", .. keys.Select(field => new JsonArray(new JsonArray(field, "=", key)))];
        var reply = await rpc.OnAsync(model, "search", [domain, 0, 2, null], CallKind.Repeatable, ct);
        if (reply.Failure is { } failure)
        {
            return (null, failure);
        }

        if (reply.Result is not JsonArray { Count: 1 } found)
        {
            var many = reply.Result is JsonArray { Count: > 1 } ? "several records" : "no record";
            return (null, Wrong(FailureCause.Validation, name, $"Tryton has {many} of {model} that {key} could mean."));
        }

        // Emptied as a whole: what is asked for again costs one call, and the map never grows with what flows invent.
        if (_ids.Count >= KnownIdsMax)
        {
            _ids.Clear();
        }

        return (_ids[(model, key)] = (long)found[0]!, null);
    }

    private static Failure Wrong(FailureCause cause, string name, string message) => new(cause, message)
    {
        Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = message },
    };
}
