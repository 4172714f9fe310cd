using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sql;

/// <summary>A kind of record that is a table, from the system's file. Names are checked, so that they can stand in statements.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Table">The table, with its schema when that is not the usual one.</param>
/// <param name="Key">The column that tells rows apart, unique and never null.</param>
internal sealed record SqlTable(string Kind, string Table, string Key)
{
    private const string NameFault = "must be a name of letters, digits and _, such as customers or shop.customers";

    /// <summary>The column that says when a row last changed; null when rows are told by a log, or can't be asked for changes.</summary>
    public string? ChangedAt { get; private init; }

    /// <summary>
    /// The column that changes with every change of a row, for writes on the condition that nobody changed it; null for none.
    /// </summary>
    public string? Version { get; private init; }

    /// <summary>The column that is not null once a row counts as deleted; null when rows are really deleted.</summary>
    public string? DeletedAt { get; private init; }

    /// <summary>The table in which triggers note down the key of every row that changed; null for none.</summary>
    public SqlLog? Log { get; private init; }

    /// <summary>The columns of the record; empty for all.</summary>
    public IReadOnlyList<string> Columns { get; private init; } = [];

    /// <summary>The columns that rows are looked for by.</summary>
    public IReadOnlySet<string> Search { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether nothing is ever written to it.</summary>
    public bool IsReadOnly { get; private init; }

    /// <summary>What can be done with it.</summary>
    public RecordKind ToKind() => new(Kind, Capability.Read | Capability.Existing
        | (ChangedAt is null && Log is null ? Capability.None : Capability.Changes)
        | (Log is null && DeletedAt is null ? Capability.None : Capability.Deletes)
        | (IsReadOnly ? Capability.None : Capability.Create | Capability.Update | Capability.Delete)
        | (IsReadOnly || Version is null ? Capability.None : Capability.ConditionalWrite))
    {
        SearchFields = Search,

        // A log tells of every row that is gone; a column only of those that are marked.
        HidesDeletes = Log is null,
    };

    /// <summary>Reads the part of the file; null when something is wrong with it, which was told then.</summary>
    public static SqlTable? Read(string kind, SettingNode part)
    {
        var table = NameOf(part, "table", part.Required("table"), hasSchema: true);
        var key = NameOf(part, "key", part.Required("key"));
        var columns = part.Texts("columns") ?? [];
        var search = part.Texts("search") ?? [];
        if (columns.Concat(search).Any(static name => !IsName(name)))
        {
            part.Fault(columns.All(IsName) ? "search" : "columns", "must be names of columns: letters, digits and _");
            return null;
        }

        var read = new SqlTable(kind, table ?? "", key ?? "")
        {
            ChangedAt = NameOf(part, "changedAt", part.Text("changedAt")),
            Version = NameOf(part, "version", part.Text("version")),
            DeletedAt = NameOf(part, "deletedAt", part.Text("deletedAt")),
            Log = part.Part("log", SqlLog.Read),
            Columns = columns,
            Search = search.Append(key ?? "").ToHashSet(StringComparer.Ordinal),
            IsReadOnly = part.Flag("readOnly") ?? false,
        };
        if (read is { ChangedAt: not null, Log: not null })
        {
            part.Fault("log", "and changedAt both tell what changed; leave one of them out");
            return null;
        }

        return table is null || key is null ? null : read;
    }

    /// <summary>A checked name; null when it is left out or was told to be wrong.</summary>
    internal static string? NameOf(SettingNode part, string member, string? name, bool hasSchema = false)
    {
        if (name is null || (hasSchema ? name.Split('.') is { Length: <= 2 } parts && parts.All(IsName) : IsName(name)))
        {
            return name;
        }

        part.Fault(member, NameFault);
        return null;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 64
        && name.All(static letter => char.IsLetterOrDigit(letter) || letter is '_' or '$');
}

/// <summary>
/// A table that triggers write: one row for each change, with a number that grows; in PostgreSQL also with the column <c>tx</c>, the
/// transaction.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Number">The column with the number; default <c>number</c>.</param>
/// <param name="Key">The column with the key of the row that changed; default <c>record</c>.</param>
internal sealed record SqlLog(string Table, string Number, string Key)
{
    public static SqlLog? Read(SettingNode part)
    {
        var table = SqlTable.NameOf(part, "table", part.Required("table"), hasSchema: true);
        var number = SqlTable.NameOf(part, "number", part.Text("number") ?? "number");
        var key = SqlTable.NameOf(part, "key", part.Text("key") ?? "record");
        return table is null || number is null || key is null ? null : new SqlLog(table, number, key);
    }
}
