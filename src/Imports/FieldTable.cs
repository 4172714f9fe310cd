using System.Runtime.InteropServices;
using Lockstep.Runtime.Custom;

namespace Lockstep.Imports;

/// <summary>Where a value of a file goes.</summary>
/// <param name="Field">The field.</param>
/// <param name="Place">Which part of it, for a field that several columns fill; null for all of it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FieldTarget(int Field, int? Place = null);

/// <summary>What the columns of an import can become: the fields of one resource, each with a number, its place in the table.</summary>
/// <param name="fields">
/// For each field its name, and behind it the other headers that are known to mean it, in small letters without blanks. A name behind
/// <c>!</c> is for maps alone: a header that happens to be called so may mean something else. One behind <c>?</c> means the field only
/// where no
/// other column does. <c>#</c> before the first name tells that the field holds numbers, <c>*</c> that it holds a list: texts with commas
/// between in a cell, an array in JSON.
/// </param>
public sealed class FieldTable(params string[] fields)
{
    private const char ByMapOnly = '!';
    private const char Weak = '?';
    private const char Number = '#';
    private const char List = '*';
    private static readonly char[] Marks = [ByMapOnly, Weak, Number, List];

    /// <summary>The most fields of a table.</summary>
    internal const int Max = 64;

    private readonly string[] _names = [.. fields.Select(field => field.Split(' ')[0].TrimStart(Marks))];

    private readonly Dictionary<string, int> _known = Known(fields, static name => name[0] is not Weak);

    private readonly Dictionary<string, int> _weak = Known(fields, static name => name[0] is Weak);

    private readonly Dictionary<string, FieldTarget> _parts = [];

    /// <summary>A member of NDJSON rows that is an object with fields of its own; null when there is none.</summary>
    public string? Nested { get; init; }

    /// <summary>A field that people have in several columns, and the headers of each, in the order in which they are joined.</summary>
    public (string Field, IReadOnlyList<string> Headers)? Joined
    {
        init => _parts = (value?.Headers ?? []).Index()
            .SelectMany(part => part.Item.Split(' ').Select(header => (Header: header,
                Target: new FieldTarget(_known[Plain(value!.Value.Field)], part.Index))))
            .ToDictionary(static part => part.Header, static part => part.Target, StringComparer.Ordinal);
    }

    /// <summary>Whether a member of NDJSON rows is an object, whose members are fields.</summary>
    internal bool IsObject(string member) => string.Equals(member, Nested, StringComparison.Ordinal)
        || (member is CustomCheck.Member
            && Array.Exists(_names, static name => name.StartsWith($"{CustomCheck.Member}.", StringComparison.Ordinal)));

    /// <summary>How many fields there are.</summary>
    public int Count => _names.Length;

    /// <summary>All names.</summary>
    internal IReadOnlyList<string> Names => _names;

    /// <summary>Whether a field holds a list.</summary>
    internal bool IsList(int field) => fields[field][0] is List;

    /// <summary>The fields that hold numbers.</summary>
    internal IReadOnlyList<int> Numbers { get; } = [.. fields.Index().Where(static field => field.Item[0] is Number).Select(static field =>
        field.Index)];

    /// <summary>The name of a field.</summary>
    public string Name(int field) => _names[field];

    /// <summary>
    /// The field of a name or header in any case, with blanks, hyphens, dots or underscores (<c>External ID</c>); null when there is none.
    /// </summary>
    public int? Find(string name) => _known.TryGetValue(Plain(name), out var field) ? field : null;

    /// <summary>Whether a header means anything, in whatever strength.</summary>
    public bool Knows(string header) => (Find(header) ?? FindWeak(header)) is not null || FindPart(header) is not null;

    /// <summary>The field that a header means when no map speaks of it; null when there is none.</summary>
    internal int? FindHeader(string header) => Find(header) is { } field && fields[field][0] is not ByMapOnly ? field : null;

    /// <summary>The field that a header means where no other column does.</summary>
    internal int? FindWeak(string header) => _weak.TryGetValue(Plain(header), out var field) ? field : null;

    /// <summary>The part of a field that a header means where no column is all of it.</summary>
    internal FieldTarget? FindPart(string header) => _parts.TryGetValue(Plain(header), out var part) ? part : null;

    private static Dictionary<string, int> Known(string[] fields, Func<string, bool> isOf) => fields
        .SelectMany((field, index) => field.Split(' ').Where(isOf).Select(name => (Name: Plain(name.TrimStart(Marks)), Index: index)))
        .DistinctBy(static entry => entry.Name, StringComparer.Ordinal)
        .ToDictionary(static entry => entry.Name, static entry => entry.Index, StringComparer.Ordinal);

    private static string Plain(string header) =>
        string.Concat(header.Where(letter => letter is not (' ' or '_' or '-' or '.'))).ToLowerInvariant();
}

/// <summary>A set of fields: those that the columns of a file, or the members of one NDJSON row, speak of.</summary>
public readonly record struct FieldSet(long Bits)
{
    /// <summary>Whether a field is in it.</summary>
    public bool Has(int field) => (Bits & (1L << field)) != 0;

    /// <summary>The set with one field more.</summary>
    public FieldSet With(int field) => new(Bits | (1L << field));
}
