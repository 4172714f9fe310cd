namespace Lockstep.Imports;

/// <summary>What the columns of an import can become: the fields of one resource, each with a number, its place in the table.</summary>
/// <param name="fields">
/// For each field its name, and behind it the other headers that are known to mean it, in small letters without blanks. A name behind
/// <c>!</c> is for maps alone: a header that happens to be called so may mean something else.
/// </param>
public sealed class FieldTable(params string[] fields)
{
    private const char ByMapOnly = '!';

    /// <summary>The most fields of a table.</summary>
    internal const int Max = 32;

    private readonly string[] _names = [.. fields.Select(field => field.Split(' ')[0].TrimStart(ByMapOnly))];

    private readonly Dictionary<string, int> _known = fields
        .SelectMany((field, index) => field.Split(' ').Select(name => (Name: Plain(name.TrimStart(ByMapOnly)), Index: index)))
        .ToDictionary(entry => entry.Name, entry => entry.Index, StringComparer.Ordinal);

    /// <summary>A member of NDJSON rows that is an object with fields of its own; null when there is none.</summary>
    public string? Nested { get; init; }

    /// <summary>How many fields there are.</summary>
    public int Count => _names.Length;

    /// <summary>All names, for a person.</summary>
    public string Text => $"{string.Join(", ", _names[..^1])} and {_names[^1]}";

    /// <summary>The name of a field.</summary>
    public string Name(int field) => _names[field];

    /// <summary>The field of a name or header in any case, with blanks, hyphens, dots or underscores (<c>External ID</c>); null when there is none.</summary>
    public int? Find(string name) => _known.TryGetValue(Plain(name), out var field) ? field : null;

    /// <summary>The field that a header means when no map speaks of it; null when there is none.</summary>
    internal int? FindHeader(string header) => Find(header) is { } field && fields[field][0] is not ByMapOnly ? field : null;

    private static string Plain(string header) =>
        string.Concat(header.Where(letter => letter is not (' ' or '_' or '-' or '.'))).ToLowerInvariant();
}

/// <summary>A set of fields: those that the columns of a file, or the members of one NDJSON row, speak of.</summary>
public readonly record struct FieldSet(int Bits)
{
    /// <summary>Whether a field is in it.</summary>
    public bool Has(int field) => (Bits & (1 << field)) != 0;

    /// <summary>The set with one field more.</summary>
    public FieldSet With(int field) => new(Bits | (1 << field));
}
