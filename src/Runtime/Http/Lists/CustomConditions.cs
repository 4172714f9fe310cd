using Lockstep.Contracts;
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
    public static List<CustomCondition> Read<T>(
        IQueryCollection query, ListSpec<T> spec, CustomFields fields, Errors errors, bool isHidden)
    {
        var conditions = new List<CustomCondition>();
        if (spec.Custom is not { } custom)
        {
            return conditions;
        }

        foreach (var parameter in query.Keys.Where(static name => name.StartsWith(Start, StringComparison.Ordinal)))
        {
            var parts = parameter[Start.Length..].Split('.', 2);
            var condition = Told(parameter, errors, isHidden, said => Find(fields.Of(custom.Kind), parts[0], parameter, said) is { } field
                ? Read(field, parts.Length > 1 ? parts[1] : null, query[parameter].ToString(), parameter, said) : null);
            if (condition is not null)
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }

    /// <summary>The field that a list is sorted by; null when its sort is no custom field.</summary>
    public static string? SortOf<T>(string sort, ListSpec<T> spec, CustomFields fields, Errors errors, bool isHidden) =>
        spec.Custom is { } custom && sort.StartsWith(Start, StringComparison.Ordinal)
            ? Told("sort", errors, isHidden, said => Find(fields.Of(custom.Kind), sort[Start.Length..], "sort", said)?.Name)
            : null;

    /// <summary>
    /// Whether which fields and choices there are is hidden from a caller. Who reaches all rows all the same, as in a catalogue, has no
    /// ranges and orders of them: the walk over the rows without a value is as long as the table.
    /// </summary>
    public static bool AreHidden<T>(IQueryCollection query, ListSpec<T> spec, Work work, Errors errors)
    {
        var isHidden = spec.Custom is { } custom && !custom.IsKnownTo(work);
        if (isHidden && work.Only is null)
        {
            var isSorted = query["sort"].ToString().TrimStart('-').StartsWith(Start, StringComparison.Ordinal);
            var ranges = query.Keys.Where(
                static name => name.StartsWith(Start, StringComparison.Ordinal) && name.IndexOf('.', Start.Length) > 0);
            foreach (var name in ranges.Concat(isSorted ? ["sort"] : []))
            {
                errors.Add(name, "Ranges and orders of custom fields are for the staff; a value is found by custom.{name}.");
            }
        }

        return isHidden;
    }

    /// <summary>
    /// What is wrong names the nearest field, or the words of a choice: those from whom they are hidden hear only that it is.
    /// </summary>
    private static T? Told<T>(string parameter, Errors errors, bool isHidden, Func<Errors, T?> read)
        where T : class
    {
        var said = isHidden ? new Errors() : errors;
        var value = read(said);
        if (isHidden && said.ToRefusal() is not null)
        {
            errors.Add(parameter, "Is no field, or no value of it.");
        }

        return value;
    }

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
