using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>An undo as far as it is committed.</summary>
/// <param name="Actor">Who wanted it.</param>
/// <param name="Planned">Up to which row of the import its records are written down.</param>
/// <param name="Records">How many records there are; null until all are written down.</param>
/// <param name="Counts">What became of those that are done.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When it last went on.</param>
/// <param name="IsFinished">Whether it is done.</param>
internal sealed record ImportUndo(
    string Actor, long Planned, long? Records, UndoCounts Counts, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, bool IsFinished);

/// <summary>What became of records, added up.</summary>
internal sealed record UndoCounts(long Deleted, long Restored, long Cancelled, long Kept)
{
    public long Done => Deleted + Restored + Cancelled + Kept;

    public static UndoCounts Of(IReadOnlyCollection<UndoVerdict> verdicts)
    {
        return new UndoCounts(
            Count(UndoOutcome.Deleted), Count(UndoOutcome.Restored), Count(UndoOutcome.Cancelled), Count(UndoOutcome.Kept));

        long Count(UndoOutcome outcome) => verdicts.Count(verdict => verdict.Outcome == outcome);
    }

    public UndoCounts Plus(UndoCounts more) =>
        new(Deleted + more.Deleted, Restored + more.Restored, Cancelled + more.Cancelled, Kept + more.Kept);
}

/// <summary>A row of the list of what became of each record.</summary>
internal sealed record UndoRow(long Row, string Outcome, long RecordId, string? Message, long Line);

/// <summary>The undos of imports, beside these; the same in every module.</summary>
internal static class UndoTable
{
    /// <summary>The words for outcomes, in their order.</summary>
    public static readonly string[] Words = ["deleted", "restored", "cancelled", "kept"];

    private const string Columns = "record_id, row, line, is_made, first_version, last_version, versions, unknown";

    /// <summary>
    /// The records of some rows of an import. Rows of before have no version; one that made a record wrote its first.
    /// </summary>
    private const string Touched =
        """
        select v.import_id, v.record_id, max(v.row) as row, max(v.line) as line,
          max(case when v.outcome = 'created' then 1 else 0 end) as is_made,
          min(nullif(coalesce(v.version, case when v.outcome = 'created' then 1 end), 0)) as first_version,
          max(nullif(coalesce(v.version, case when v.outcome = 'created' then 1 end), 0)) as last_version,
          count(distinct nullif(coalesce(v.version, case when v.outcome = 'created' then 1 end), 0)) as versions,
          max(case when v.version is null and v.outcome = 'updated' then 1 else 0 end) as unknown
        from import_verdicts v
        where v.import_id = $1 and v.row > $2 and v.row <= $3 and v.outcome in ('created', 'updated') and v.record_id is not null
        group by v.import_id, v.record_id
        """;

    public static ValueTask<ImportUndo?> FindAsync(IReader reader, long key) => reader.FirstAsync(
        """
        select actor, planned, records, deleted, restored, cancelled, kept, started_at, updated_at, finished_at is not null
        from import_undos where import_id = $1
        """,
        static row => new ImportUndo(
            row.Text(0), row.Int64(1), row.Int64OrNull(2), new UndoCounts(row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6)),
            row.Instant(7), row.Instant(8), row.Int64(9) != 0),
        key);

    /// <summary>The imports of a resource, by the ids that callers know, whose undo is not finished.</summary>
    public static ValueTask<IReadOnlyList<long>> ListOpenAsync(IReader reader, string resource) => reader.QueryAsync(
        """
        select coalesce(i.former_id, i.id) from import_undos u join import_runs i on i.id = u.import_id
        where u.finished_at is null and i.resource = $1 order by u.import_id
        """,
        static row => row.Int64(0), resource);

    /// <summary>Notes down that somebody wants an import undone; nothing when somebody did before.</summary>
    public static ValueTask<int> AddAsync(ITransaction transaction, long key, string actor, DateTimeOffset now) => transaction.ExecuteAsync(
        "insert into import_undos (import_id, actor, started_at, updated_at) values ($1, $2, $3, $3) on conflict do nothing",
        key, actor, now);

    /// <summary>Begins once more with the records that stayed; false when none did, or while it is not done with all of them.</summary>
    public static async ValueTask<bool> TryAgainAsync(ITransaction transaction, long key, DateTimeOffset now)
    {
        var isAny = await transaction.ExecuteAsync(
            """
            update import_undos set kept = 0, finished_at = null, updated_at = $2
            where import_id = $1 and finished_at is not null and kept > 0
            """,
            key, now) == 1;
        if (isAny)
        {
            await transaction.SendAsync(
                "update import_undo_records set outcome = null, message = null where import_id = $1 and outcome = 'kept'", key);
        }

        return isAny;
    }

    /// <summary>Writes down the records of some rows, and up to which row that is done.</summary>
    public static async ValueTask PlanAsync(ITransaction transaction, long key, long after, long until, DateTimeOffset now)
    {
        // A record can have rows on both sides of a cut: the first version is then that of the earlier part, the last that of the later
        // one, and a version that both have, by rows of one commit, counts once.
        await transaction.SendAsync(
            $"""
            insert into import_undo_records (import_id, {Columns})
            {Touched}
            on conflict (import_id, record_id) do update set row = excluded.row, line = excluded.line,
              is_made = case when excluded.is_made = 1 then 1 else import_undo_records.is_made end,
              first_version = coalesce(import_undo_records.first_version, excluded.first_version),
              last_version = coalesce(excluded.last_version, import_undo_records.last_version),
              versions = import_undo_records.versions + excluded.versions
                - case when excluded.first_version = import_undo_records.last_version then 1 else 0 end,
              unknown = case when excluded.unknown = 1 then 1 else import_undo_records.unknown end
            """,
            key, after, until);
        await transaction.SendAsync("update import_undos set planned = $2, updated_at = $3 where import_id = $1", key, until, now);
    }

    /// <summary>Notes down that all records are written down.</summary>
    public static ValueTask EndPlanAsync(ITransaction transaction, long key) => transaction.SendAsync(
        """
        update import_undos set records = (select count(*) from import_undo_records r where r.import_id = $1) where import_id = $1
        """,
        key);

    /// <summary>The next records, the one of the last row first: what a later row took from an earlier one it gives back first.</summary>
    public static ValueTask<IReadOnlyList<TouchedRecord>> DueAsync(IReader reader, long key, int limit) => reader.QueryAsync(
        $"select {Columns} from import_undo_records where import_id = $1 and outcome is null order by row desc limit $2",
        static row => Read(row, 0), key, limit);

    /// <summary>The same of an import that is not being undone, below a row.</summary>
    public static ValueTask<IReadOnlyList<TouchedRecord>> LookAsync(IReader reader, long key, long rows, int limit) => reader.QueryAsync(
        $"{Touched} order by max(v.row) desc limit $4", static row => Read(row, 1), key, 0L, rows, limit);

    /// <summary>How many records an import made or changed.</summary>
    public static ValueTask<long> CountAsync(IReader reader, long key) => reader.FirstAsync(
        "select count(distinct record_id) from import_verdicts where import_id = $1 and outcome in ('created', 'updated')",
        static row => row.Int64(0), key);

    /// <summary>Notes down what became of records, in the commit that did it.</summary>
    public static async ValueTask NoteAsync(
        ITransaction transaction, long key, IReadOnlyList<TouchedRecord> records, IReadOnlyList<UndoVerdict> verdicts, DateTimeOffset now)
    {
        foreach (var (record, verdict) in records.Zip(verdicts))
        {
            await transaction.SendAsync(
                "update import_undo_records set outcome = $3, message = $4 where import_id = $1 and record_id = $2",
                key, record.Id, Words[(int)verdict.Outcome], verdict.Message);
        }

        var counts = UndoCounts.Of([.. verdicts]);
        await transaction.SendAsync(
            """
            update import_undos set deleted = deleted + $2, restored = restored + $3, cancelled = cancelled + $4, kept = kept + $5,
              updated_at = $6
            where import_id = $1
            """,
            key, counts.Deleted, counts.Restored, counts.Cancelled, counts.Kept, now);
    }

    public static ValueTask FinishAsync(ITransaction transaction, long key, DateTimeOffset now) => transaction.SendAsync(
        "update import_undos set finished_at = $2, updated_at = $2 where import_id = $1", key, now);

    /// <summary>What became of records, in the order of their rows.</summary>
    public static ValueTask<IReadOnlyList<UndoRow>> ReadAsync(IReader reader, long key, long after, string? outcome, int limit) =>
        reader.QueryAsync(
            """
            select row, outcome, record_id, message, line from import_undo_records
            where import_id = $1 and row > $2 and outcome is not null and ($3 is null or outcome = $3) order by row limit $4
            """,
            static row => new UndoRow(row.Int64(0), row.Text(1), row.Int64(2), row.TextOrNull(3), row.Int64(4)),
            key, after, outcome, limit);

    private static TouchedRecord Read(Row row, int at) => new(
        row.Int64(at), row.Int64(at + 1), row.Int64(at + 2), row.Int64(at + 3) != 0, row.Int64OrNull(at + 4), row.Int64OrNull(at + 5),
        row.Int64(at + 6), row.Int64(at + 7) != 0);
}
