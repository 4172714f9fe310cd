using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// Which field a header means: what the caller's map says first, then the well-known names, in any case and with blanks, hyphens, dots or
/// underscores (<c>External ID</c>, <c>external_id</c>). A field that the map gives away is no longer taken by its well-known name.
/// </summary>
public sealed class FieldNames
{
    private readonly Dictionary<string, int?> _mapped = new(StringComparer.OrdinalIgnoreCase);
    private FieldSet _taken;

    private FieldNames(FieldTable table) => Table = table;

    /// <summary>The fields that there are.</summary>
    public FieldTable Table { get; }

    /// <summary>Headers that the map names.</summary>
    public IReadOnlyCollection<string> Mapped => _mapped.Keys;

    /// <summary>Reads a map like <c>CustomerID=externalId,Fax=</c>; nothing after the sign leaves the column out.</summary>
    public static FieldNames Parse(FieldTable table, string map, Errors errors)
    {
        var names = new FieldNames(table);
        foreach (var entry in map.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = entry.LastIndexOf('=');
            if (sign < 1)
            {
                errors.Add("map", $"'{entry}' must be a header, an equals sign and a field, like CustomerID=externalId.");
                continue;
            }

            names.Add(entry[..sign].Trim(), entry[(sign + 1)..].Trim(), errors);
        }

        return names;
    }

    /// <summary>The field of a header, or null when nothing is known of it.</summary>
    public int? Find(string header)
    {
        if (_mapped.TryGetValue(header, out var field))
        {
            return field;
        }

        return Table.FindHeader(header) is { } known && !_taken.Has(known) ? known : null;
    }

    private void Add(string header, string name, Errors errors)
    {
        var field = Table.Find(name);
        if (field is null && name.Length > 0)
        {
            errors.Add("map", $"'{name}' is not a field; there are {Table.Text}.");
        }
        else if (field is { } taken && _taken.Has(taken))
        {
            errors.Add("map", $"Only one header can become {name}.");
        }
        else if (!_mapped.TryAdd(header, field))
        {
            errors.Add("map", $"'{header}' is there twice.");
        }
        else if (field is { } given)
        {
            _taken = _taken.With(given);
        }
    }
}
