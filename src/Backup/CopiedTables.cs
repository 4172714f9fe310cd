using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>Which tables, rows and counters a copy takes. All else is found in the catalogue of the database.</summary>
internal static class CopiedTables
{
    /// <summary>The events; their positions are given by a counter.</summary>
    public const string Outbox = "outbox";

    /// <summary>How far the relay is, and on PostgreSQL the counter of positions, which is a counter like the others and no row.</summary>
    private const string Relay = "relay";

    /// <summary>
    /// Left out: the list of scripts is the target's own, leases are free where nobody works, events without a position are written as
    /// rows of the outbox, and search indexes are made anew.
    /// </summary>
    public static bool Has(string table) =>
        // A lease brought back would hold its lane until it expires, on behalf of a process that is gone.
        table is not ("schema_scripts" or "leases" or "outbox_unnumbered" or UnfinishedCopy.Table or "sqlite_sequence")
            && !table.EndsWith("_indexing", StringComparison.Ordinal);

    /// <summary>The rows of a table that a copy takes.</summary>
    public static string Filter(TableShape table) => table.Name is Relay ? " where name <> 'numbered'" : "";

    /// <summary>
    /// Whether numbers may be skipped. Those of the audit log have no gaps: one that is missing means that somebody removed an entry.
    /// </summary>
    public static bool MaySkip(TableShape table) => table.Name is not "audit";
}
