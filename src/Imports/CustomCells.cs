using System.Text.Json.Nodes;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>Columns like <c>custom.colour</c>, one for each field that people gave to a record, behind all others of its table.</summary>
public static class CustomCells
{
    /// <summary>With what their names begin.</summary>
    public const string Start = $"{CustomCheck.Member}.";

    /// <summary>The columns, as <see cref="FieldTable"/> takes them.</summary>
    public static IEnumerable<string> Columns(IReadOnlyList<CustomField> custom) => custom.Select(
        static field => $"{(field.Type is "number" or "money" ? "#" : "")}{Start}{field.Name}");

    /// <summary>What a row says of them; null for nothing. An empty cell leaves the value as it is.</summary>
    /// <param name="row">The row.</param>
    /// <param name="table">The table by which it was read.</param>
    /// <param name="from">The number of the first such column.</param>
    /// <param name="custom">The fields that people gave to the record.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static JsonObject? Read(ImportRow row, FieldTable table, int from, IReadOnlyList<CustomField> custom, Errors errors)
    {
        JsonObject? values = null;
        for (var index = from; index < table.Count && index < row.Values.Count; index++)
        {
            if (row[index] is not { } cell)
            {
                continue;
            }

            var name = table.Name(index);
            if (custom.FirstOrDefault(field => string.Equals($"{Start}{field.Name}", name, StringComparison.Ordinal)) is not { } field)
            {
                errors.Add(name, "Is no field any more.");
            }
            else if (CustomValue.Read(field, cell, name, errors) is { } value)
            {
                (values ??= [])[field.Name] = value;
            }
        }

        return values;
    }
}
