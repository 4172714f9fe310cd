using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>What the value of a custom field must be.</summary>
/// <param name="Field">The field.</param>
/// <param name="Test">The column of <c>custom_values</c> and how it is compared, as SQL.</param>
/// <param name="Value">With what.</param>
internal sealed record CustomCondition(string Field, string Test, SqlValue Value);

/// <summary>Reads what a query says of custom fields: values, ranges, and the order of a list.</summary>
internal static class CustomConditions
{
    /// <summary>With what the parameters begin, and the name of a sort.</summary>
    public const string Start = $"{CustomCheck.Member}.";

    private const string From = "from";
    private const string To = "to";

    /// <summary>
    /// Values are read as one that is written, so that every spelling of it is found. A range begins with its first bound and ends before
    /// the other, as from and to of other lists do: ranges that adjoin have each value once.
    /// </summary>
    public static List<CustomCondition> Read<T>(IQueryCollection query, ListSpec<T> spec, CustomFields fields, Errors errors)
    {
        var conditions = new List<CustomCondition>();
        if (spec.Custom is not { } custom)
        {
            return conditions;
        }

        foreach (var parameter in query.Keys.Where(static name => name.StartsWith(Start, StringComparison.Ordinal)))
        {
            var parts = parameter[Start.Length..].Split('.', 2);
            if (Find(fields.Of(custom.Kind), parts[0], parameter, errors) is { } field
                && Read(field, parts.Length > 1 ? parts[1] : null, query[parameter].ToString(), parameter, errors) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }

    /// <summary>The field that a list is sorted by; null when its sort is no custom field.</summary>
    public static string? SortOf<T>(string sort, ListSpec<T> spec, CustomFields fields, Errors errors) =>
        spec.Custom is { } custom && sort.StartsWith(Start, StringComparison.Ordinal)
            ? Find(fields.Of(custom.Kind), sort[Start.Length..], "sort", errors)?.Name
            : null;

    private static CustomField? Find(IReadOnlyList<CustomField> known, string name, string parameter, Errors errors)
    {
        var field = known.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        if (field is null)
        {
            errors.Add(parameter, $"Is no field; {Nearest.Hint(name, [.. known.Select(static one => one.Name)])}");
        }

        return field;
    }

    private static CustomCondition? Read(CustomField field, string? end, string text, string parameter, Errors errors)
    {
        switch (end)
        {
            case null:
                return CustomValue.Read(field, text, parameter, errors) is { } value
                    ? new CustomCondition(field.Name, "key =", CustomValues.KeyOf(value)) : null;
            case From or To:
                return CustomOrder.BoundOf(field, text, parameter, errors) is { } bound
                    ? new CustomCondition(field.Name, end is From ? "place >=" : "place <", bound) : null;
            default:
                var name = Start + field.Name;
                errors.Add(parameter, $"Is no parameter; there are {name}, {name}.{From} and {name}.{To}.");
                return null;
        }
    }
}
