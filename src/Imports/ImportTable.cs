using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>The imports of a resource in its tables.</summary>
internal sealed class ImportTable(ImportTables tables)
{
    private static readonly string[] Words = ["created", "updated", "unchanged", "refused"];

    private readonly string _select =
        $"""
        select i.id, i.run, i.ignored, i.created, i.updated, i.unchanged, i.refused, i.started_at, i.updated_at, i.finished_at is not null,
          exists (select 1 from leases l where l.name = '{tables.Prefix}import:' || i.id and l.expires_at > $2)
        from {tables.Runs} i
        """;

    private readonly string[] _verdictColumns =
        ["import_id", "row", "outcome", tables.IdColumn, "message", "line", .. tables.HasAmounts ? new[] { "amount" } : []];

    private readonly string _verdicts =
        $"""
        select row, outcome, {tables.IdColumn}, message, line{(tables.HasAmounts ? ", amount" : "")} from {tables.Verdicts}
        where import_id = $1 and row > $2 and ($3 is null or outcome = $3) order by row limit $4
        """;

    public string LeaseName(long id) => $"{tables.Prefix}import:{id}";

    public ValueTask<ImportRun?> FindAsync(IReader reader, long id, DateTimeOffset now) =>
        reader.FirstAsync($"{_select} where i.id = $1", Read, id, now);

    /// <summary>The newest import under a name.</summary>
    public ValueTask<ImportRun?> FindNewestAsync(IReader reader, string run, DateTimeOffset now) =>
        reader.FirstAsync($"{_select} where i.run = $1 order by i.id desc limit 1", Read, run, now);

    public ValueTask<ImportRun?> FindRequestAsync(IReader reader, byte[] requestKey, DateTimeOffset now) =>
        reader.FirstAsync($"{_select} where i.request_key = $1", Read, requestKey, now);

    /// <summary>The import that was not finished under a name.</summary>
    public ValueTask<ImportRun?> FindOpenAsync(IReader reader, string run, DateTimeOffset now) =>
        reader.FirstAsync($"{_select} where i.run = $1 and i.finished_at is null", Read, run, now);

    public ValueTask<long> AddAsync(ITransaction transaction, ImportOrder order, string ignored, DateTimeOffset now) => transaction.FirstAsync(
        $"insert into {tables.Runs} (run, request_key, actor, ignored, started_at, updated_at) values ($1, $2, $3, $4, $5, $5) returning id",
        static row => row.Int64(0), order.Run, order.RequestKey, order.Actor, ignored, now);

    /// <summary>
    /// Adds to the counts of an import that stands where the caller thinks it does. False when another upload went on with it meanwhile:
    /// then the caller's rows must not be committed.
    /// </summary>
    public async ValueTask<bool> AdvanceAsync(ITransaction transaction, long id, long from, ImportCounts counts, string ignored, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            $"""
            update {tables.Runs} set rows = rows + $3, created = created + $4, updated = updated + $5, unchanged = unchanged + $6,
              refused = refused + $7, ignored = $8, updated_at = $9
            where id = $1 and rows = $2 and finished_at is null
            """,
            id, from, counts.Rows, counts.Created, counts.Updated, counts.Unchanged, counts.Refused, ignored, now) == 1;

    /// <summary>Marks the import as finished at a row; false when another upload went on with it meanwhile.</summary>
    public async ValueTask<bool> FinishAsync(ITransaction transaction, long id, long rows, string ignored, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            $"update {tables.Runs} set finished_at = $3, updated_at = $3, ignored = $4 where id = $1 and rows = $2 and finished_at is null",
            id, rows, now, ignored) == 1;

    public ValueTask AddVerdictsAsync(ITransaction transaction, long import, IReadOnlyList<ImportRow> rows, IReadOnlyList<Verdict> verdicts) =>
        transaction.InsertManyAsync(tables.Verdicts, _verdictColumns, [.. rows.Zip(verdicts, (row, verdict) => Values(import, row, verdict))]);

    public ValueTask<IReadOnlyList<VerdictRow>> ReadVerdictsAsync(IReader reader, long import, long after, string? outcome, int limit) => reader.QueryAsync(
        _verdicts,
        row => new VerdictRow(
            row.Int64(0), row.Text(1), row.Int64OrNull(2), row.TextOrNull(3), row.Int64(4), tables.HasAmounts ? row.Int64OrNull(5) : null),
        import, after, outcome, limit);

    private SqlValue[] Values(long import, ImportRow row, Verdict verdict) => tables.HasAmounts
        ? [import, row.Number, Words[(int)verdict.Outcome], verdict.RecordId, verdict.Message, row.Line, verdict.Amount]
        : [import, row.Number, Words[(int)verdict.Outcome], verdict.RecordId, verdict.Message, row.Line];

    private static ImportRun Read(Row row) => new(
        row.Int64(0), row.TextOrNull(1), row.Text(2), new ImportCounts(row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6)),
        row.Instant(7), row.Instant(8), row.Int64(9) != 0, row.Int64(10) != 0);
}

/// <summary>A row of a verdict file.</summary>
internal sealed record VerdictRow(long Number, string Outcome, long? RecordId, string? Message, long Line, long? Amount);
