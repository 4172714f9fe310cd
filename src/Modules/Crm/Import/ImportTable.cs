using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Import;

/// <summary>The table of imports.</summary>
internal static class ImportTable
{
    private const string Select =
        """
        select i.id, i.run, i.ignored, i.created, i.updated, i.unchanged, i.refused, i.started_at, i.updated_at, i.finished_at is not null,
          exists (select 1 from leases l where l.name = 'import:' || i.id and l.expires_at > $2)
        from imports i
        """;

    public static RetentionRule Retention { get; } = new(CrmModule.Key, options => options.ImportRows, """
        delete from import_rows where (import_id, row) in (
          select import_id, row from import_rows where import_id in (select id from imports where updated_at < $1) limit $2)
        """);

    public static string LeaseName(long id) => $"import:{id}";

    public static ValueTask<ImportRun?> FindAsync(IReader reader, long id, DateTimeOffset now) =>
        reader.FirstAsync($"{Select} where i.id = $1", Read, id, now);

    /// <summary>The newest import under a name.</summary>
    public static ValueTask<ImportRun?> FindNewestAsync(IReader reader, string run, DateTimeOffset now) =>
        reader.FirstAsync($"{Select} where i.run = $1 order by i.id desc limit 1", Read, run, now);

    public static ValueTask<ImportRun?> FindRequestAsync(IReader reader, byte[] requestKey, DateTimeOffset now) =>
        reader.FirstAsync($"{Select} where i.request_key = $1", Read, requestKey, now);

    /// <summary>The import that was not finished under a name.</summary>
    public static ValueTask<ImportRun?> FindOpenAsync(IReader reader, string run, DateTimeOffset now) =>
        reader.FirstAsync($"{Select} where i.run = $1 and i.finished_at is null", Read, run, now);

    public static ValueTask<long> AddAsync(ITransaction transaction, ImportOrder order, string ignored, DateTimeOffset now) => transaction.FirstAsync(
        "insert into imports (run, request_key, actor, ignored, started_at, updated_at) values ($1, $2, $3, $4, $5, $5) returning id",
        static row => row.Int64(0), order.Run, order.RequestKey, order.Actor, ignored, now);

    /// <summary>
    /// Adds to the counts of an import that stands where the caller thinks it does. False when another upload went on with it meanwhile:
    /// then the caller's rows must not be committed.
    /// </summary>
    public static async ValueTask<bool> AdvanceAsync(
        ITransaction transaction, long id, long from, ImportCounts counts, string ignored, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            """
            update imports set rows = rows + $3, created = created + $4, updated = updated + $5, unchanged = unchanged + $6,
              refused = refused + $7, ignored = $8, updated_at = $9
            where id = $1 and rows = $2 and finished_at is null
            """,
            id, from, counts.Rows, counts.Created, counts.Updated, counts.Unchanged, counts.Refused, ignored, now) == 1;

    /// <summary>Marks the import as finished at a row; false when another upload went on with it meanwhile.</summary>
    public static async ValueTask<bool> FinishAsync(ITransaction transaction, long id, long rows, string ignored, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            "update imports set finished_at = $3, updated_at = $3, ignored = $4 where id = $1 and rows = $2 and finished_at is null",
            id, rows, now, ignored) == 1;

    public static ValueTask AddVerdictAsync(ITransaction transaction, long import, ImportRow row, Verdict verdict) => transaction.SendAsync(
        "insert into import_rows (import_id, row, outcome, customer_id, message, line) values ($1, $2, $3, $4, $5, $6)",
        import, row.Number, Word(verdict.Outcome), verdict.CustomerId, verdict.Message, row.Line);

    public static ValueTask AddVerdictsAsync(ITransaction transaction, long import, IReadOnlyList<ImportRow> rows, IReadOnlyList<Verdict> verdicts) =>
        transaction.InsertManyAsync(
            "import_rows",
            ["import_id", "row", "outcome", "customer_id", "message", "line"],
            [.. rows.Zip(verdicts, (row, verdict) => (SqlValue[])[
                import, row.Number, Word(verdict.Outcome), verdict.CustomerId, verdict.Message, row.Line])]);

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Created => "created",
        Outcome.Updated => "updated",
        Outcome.Unchanged => "unchanged",
        _ => "refused",
    };

    private static ImportRun Read(Row row) => new(
        row.Int64(0), row.TextOrNull(1), row.Text(2), new ImportCounts(row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6)),
        row.Instant(7), row.Instant(8), row.Int64(9) != 0, row.Int64(10) != 0);
}
