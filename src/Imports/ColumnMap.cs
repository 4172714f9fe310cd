using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>Where each column of a CSV file goes.</summary>
/// <param name="Targets">The field of each column; null for one that is ignored.</param>
/// <param name="Ignored">Headers that nothing maps to.</param>
internal sealed record ColumnMap(IReadOnlyList<int?> Targets, IReadOnlyList<string> Ignored)
{
    /// <summary>Finds the field of each header; what is wrong with map and header together goes into the errors.</summary>
    public static ColumnMap Create(IReadOnlyList<string> headers, FieldNames names, Errors errors)
    {
        var targets = new int?[headers.Count];
        var holders = new Dictionary<int, string>();
        for (var i = 0; i < headers.Count; i++)
        {
            targets[i] = names.Find(headers[i]);
            if (targets[i] is { } field && !holders.TryAdd(field, headers[i]))
            {
                errors.Add("map", $"'{holders[field]}' and '{headers[i]}' would both become {names.Table.Name(field)}; say which one, and leave the other out with '{headers[i]}='.");
            }
        }

        foreach (var missing in names.Mapped.Where(name => !headers.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            errors.Add("map", $"The file has no column '{missing}'; it has {string.Join(", ", headers)}.");
        }

        if (holders.Count == 0)
        {
            errors.Add("map", $"No column is known ({string.Join(", ", headers)}); say what they are, like {headers[0]}={names.Table.Name(0)}.");
        }

        return new ColumnMap(targets, [.. headers.Where((header, i) => targets[i] is null && header.Length > 0)]);
    }
}
