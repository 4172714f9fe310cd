using Lockstep.Contracts;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Imports;

/// <summary>
/// Which field a header means: what the caller's map says first, then the well-known names, in any case and with blanks, hyphens, dots or
/// underscores (<c>External ID</c>, <c>external_id</c>). A field that the map gives away is no longer taken by its well-known name.
/// </summary>
public sealed class FieldNames
{
    private readonly List<(MapEntry Entry, int? Field)> _mapped = [];
    private FieldSet _taken;

    private FieldNames(FieldTable table, string text) => (Table, Text) = (table, text);

    /// <summary>The fields that there are.</summary>
    public FieldTable Table { get; }

    /// <summary>The map as it was given.</summary>
    internal string Text { get; }

    /// <summary>
    /// The columns of the file, once its header was read, each with the field that it becomes; null for one that is left out.
    /// </summary>
    internal IReadOnlyList<(string Header, string? Field)> Columns { get; private set; } = [];

    /// <summary>The entries of the map, each with its field; null for one that leaves its column out.</summary>
    internal IReadOnlyList<(MapEntry Entry, int? Field)> Mapped => _mapped;

    /// <summary>
    /// Reads a map like <c>CustomerID=externalId,First+Last=name,Fax=</c>; nothing after the sign leaves the column out.
    /// </summary>
    public static FieldNames Parse(FieldTable table, string map, Errors errors)
    {
        var names = new FieldNames(table, map);
        foreach (var entry in MapEntry.Read(map))
        {
            names.Add(entry, errors);
        }

        return names;
    }

    /// <summary>What the name of a member means; null when nothing is known of it.</summary>
    internal FieldTarget? Find(string name)
    {
        foreach (var (entry, field) in _mapped)
        {
            if (Same(entry.Header, name))
            {
                return field is { } whole ? new FieldTarget(whole) : null;
            }

            if (entry.Parts.Count > 1 && field is { } joined && entry.Parts.ToList().FindIndex(part => Same(part,
                name)) is >= 0 and var place)
            {
                return new FieldTarget(joined, place);
            }
        }

        return FindKnown(name) is { } known ? new FieldTarget(known) : FindPart(name);
    }

    /// <summary>The field of a well-known header that the map does not give away.</summary>
    internal int? FindKnown(string header) => Free(Table.FindHeader(header));

    /// <summary>The same of a header that gives way to others.</summary>
    internal int? FindWeak(string header) => Free(Table.FindWeak(header));

    /// <summary>The same of a header of a part.</summary>
    internal FieldTarget? FindPart(string header) => Table.FindPart(header) is { } part && Free(part.Field) is not null ? part : null;

    /// <summary>Notes down what the columns of the file become.</summary>
    internal void Note(IEnumerable<(string Header, FieldTarget? Target)> columns) =>
        Columns = [.. columns.Select(column => (column.Header, column.Target is { } target ? Table.Name(target.Field) : null))];

    internal static bool Same(string one, string two) => string.Equals(one, two, StringComparison.OrdinalIgnoreCase);

    private int? Free(int? field) => field is { } known && !_taken.Has(known) ? known : null;

    private void Add(MapEntry entry, Errors errors)
    {
        var (header, name) = (Printable.Clean(entry.Header), entry.Field);
        if (name is null || header.Length == 0)
        {
            errors.Add(
                "map",
                $"'{(header.Length == 0 ? $"={name}" : header)}' must be a header, an equals sign and a field, like CustomerID=externalId; "
                    + "a header with a comma stands in quotation marks, like \"Name, full\"=name.");
            return;
        }

        var field = Table.Find(name);
        if (field is null && name.Length > 0)
        {
            errors.Add("map", $"'{Printable.Clean(name)}' is not a field; {Nearest.Hint(name, Table.Names)}");
        }
        else if (field is { } taken && _taken.Has(taken))
        {
            errors.Add("map", $"Only one header can become {name}; several become one like First+Last={name}.");
        }
        else if (_mapped.Exists(other => Same(other.Entry.Header, entry.Header)))
        {
            errors.Add("map", $"'{header}' is there twice.");
        }
        else
        {
            _mapped.Add((entry, field));
            _taken = field is { } given ? _taken.With(given) : _taken;
        }
    }
}
