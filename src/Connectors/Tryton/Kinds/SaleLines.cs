using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton.Kinds;

/// <summary>The lines of sales. A line of a flow is the first one of its product that is left.</summary>
internal sealed class SaleLines(TrytonFields values, TrytonRpc rpc)
{
    public const string Model = "sale.line";

    /// <summary>What is read of a line.</summary>
    public static readonly string[] Fields = ["type", ProductField, "product.code", "quantity", "unit.symbol", "unit_price", "amount",
        "description", "sequence"];

    private const string ProductField = "product", UnitField = "unit", SequenceField = "sequence";
    private const int KnownUnitsMax = 100_000;
    private static readonly string[] PlainFields = ["type", "quantity", "unit_price", "amount", "description"];
    private readonly ConcurrentDictionary<long, long> _units = new();

    /// <summary>Whether something is sold by it: titles and comments are left to people.</summary>
    public static bool IsSold(JsonObject row) => TrytonValue.Text(row["type"]) is "line";

    /// <summary>A line as flows see it.</summary>
    public static JsonObject DataOf(JsonObject row) => new(PlainFields.Select(field => KeyValuePair.Create(field, row[field]?.DeepClone())))
    {
        [TrytonKind.IdField] = row[TrytonKind.IdField]?.DeepClone(),
        [ProductField] = (row[ProductField] as JsonObject)?[TrytonKind.IdField]?.DeepClone(),
        ["product_code"] = (row[ProductField] as JsonObject)?["code"]?.DeepClone(),
        [UnitField] = (row[UnitField] as JsonObject)?["symbol"]?.DeepClone(),
    };

    /// <summary>What makes of the lines that are there those that are wanted.</summary>
    public async Task<Reply<JsonArray>> PlanAsync(List<JsonObject> rows, JsonArray wanted, CancellationToken ct)
    {
        var commands = new JsonArray();
        var sequence = 0;
        foreach (var line in wanted)
        {
            if (line is not JsonObject fields)
            {
                return new Failure(FailureCause.Mapping, "Each of the lines must be an object with product, quantity and unit_price.");
            }

            var row = rows.FirstOrDefault(one => TrytonValue.AreSame("integer", DataOf(one)[ProductField], fields[ProductField]));

            // Each row stands for one line: the second line of a product meets its second row.
            rows.Remove(row!);
            var planned = await PlanAsync(row, fields, ++sequence, ct);
            if (planned.Failure is { } failure)
            {
                return failure;
            }

            if (planned.Value is { Count: > 0 } command)
            {
                commands.Add((JsonNode)command);
            }
        }

        foreach (var gone in rows)
        {
            commands.Add((JsonNode)Command.Delete(gone));
        }

        return commands;
    }

    /// <summary>The command for a line; empty when nothing of it differs.</summary>
    private async Task<Reply<JsonArray>> PlanAsync(JsonObject? row, JsonObject fields, int sequence, CancellationToken ct)
    {
        var changed = await values.ChangedAsync(Model, fields, row is null ? null : DataOf(row), ct);
        if (changed.Value is not { } some)
        {
            return changed.Failure!;
        }

        if (row is not null)
        {
            return some.Count == 0 ? new JsonArray() : Command.Write(row, some);
        }

        some[SequenceField] = sequence;
        if (!some.ContainsKey(UnitField) && some[ProductField] is JsonValue product)
        {
            var unit = await UnitAsync((long)product, ct);
            if (unit.Failure is { } failure)
            {
                return failure;
            }

            some[UnitField] = unit.Id;
        }

        return Command.Create(some);
    }

    /// <summary>In which unit a product is sold; null when there is no such product, which Tryton then says.</summary>
    private async Task<(long? Id, Failure? Failure)> UnitAsync(long product, CancellationToken ct)
    {
        if (_units.TryGetValue(product, out var known))
        {
            return (known, null);
        }

        var reply = await rpc.FindAsync(
            "product.product", [new JsonArray(TrytonKind.IdField, "=", product)], 1, ["sale_uom", "default_uom"], ct);
        if (reply.Rows.FirstOrDefault() is not { } row)
        {
            return (null, reply.Failure ?? new Failure(
                FailureCause.TargetRefused, string.Create(CultureInfo.InvariantCulture, $"Tryton has no product {product}.")));
        }

        if (_units.Count >= KnownUnitsMax)
        {
            _units.Clear();
        }

        return (_units[product] = (long)(row["sale_uom"] ?? row["default_uom"])!, null);
    }
}
