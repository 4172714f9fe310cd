using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>The imports of a resource in the tables of its module's database, which are the same in every module.</summary>
internal sealed class ImportTable(string resource)
{
    private const string Verdicts = "import_verdicts";

    private const string Runs =
        """
        select i.id, coalesce(i.former_id, i.id), i.run, i.ignored, i.created, i.updated, i.unchanged, i.refused,
          i.started_at, i.updated_at,
          i.finished_at is not null, exists (select 1 from leases l where l.name = 'import:' || i.id and l.expires_at > $2),
          i.options, i.taken, i.read_as,
          (select case when u.finished_at is null then 'running' else 'finished' end from import_undos u where u.import_id = i.id),
          i.actor
        from import_runs i where i.resource = $1 and
        """;

    private static readonly string[] Words = ["created", "updated", "unchanged", "refused"];

    private static readonly string[] VerdictColumns = ["import_id", "row", "outcome", "record_id", "message", "line", "amount", "version"];

    /// <summary>Under which an upload holds a run.</summary>
    public static string LeaseName(long key) => $"import:{key}";

    public ValueTask<ImportRun?> FindAsync(IReader reader, long id, DateTimeOffset now) =>
        reader.FirstAsync($"{Runs} coalesce(i.former_id, i.id) = $3", Read, resource, now, id);

    /// <summary>The newest import under a name.</summary>
    public ValueTask<ImportRun?> FindNewestAsync(IReader reader, string run, DateTimeOffset now) =>
        reader.FirstAsync($"{Runs} i.run = $3 order by i.id desc limit 1", Read, resource, now, run);

    /// <summary>The newest imports.</summary>
    public ValueTask<IReadOnlyList<ImportRun>> ListNewestAsync(IReader reader, int limit, DateTimeOffset now) =>
        reader.QueryAsync($"{Runs} i.id > 0 order by i.id desc limit $3", Read, resource, now, limit);

    public ValueTask<ImportRun?> FindRequestAsync(IReader reader, byte[] requestKey, DateTimeOffset now) =>
        reader.FirstAsync($"{Runs} i.request_key = $3", Read, resource, now, requestKey);

    /// <summary>The import that was not finished under a name.</summary>
    public ValueTask<ImportRun?> FindOpenAsync(IReader reader, string run, DateTimeOffset now) =>
        reader.FirstAsync($"{Runs} i.run = $3 and i.finished_at is null", Read, resource, now, run);

    public ValueTask<long> AddAsync(ITransaction transaction, ImportOrder order, string ignored, DateTimeOffset now) =>
        transaction.FirstAsync(
            """
            insert into import_runs (resource, run, request_key, actor, ignored, started_at, updated_at, options)
            values ($1, $2, $3, $4, $5, $6, $6, $7)
            returning id
            """,
            static row => row.Int64(0),
            resource,
            order.Run,
            order.RequestKey,
            order.Actor,
            ignored,
            now,
            order.Options());

    /// <summary>Nothing of an import is committed yet, so that it can be asked for in another way.</summary>
    public static ValueTask<int> AskAnewAsync(ITransaction transaction, long key, byte[] options) =>
        transaction.ExecuteAsync("update import_runs set options = $2 where id = $1 and rows = 0", key, options);

    /// <summary>An import that was not finished gives its name up; what is committed of it stays.</summary>
    public static ValueTask<int> GiveUpAsync(ITransaction transaction, long key) =>
        transaction.ExecuteAsync("update import_runs set run = null, request_key = null where id = $1 and finished_at is null", key);

    /// <summary>Ends an import that was interrupted where it stands, so that nobody goes on with it; its name is free again.</summary>
    public static ValueTask<int> EndAsync(ITransaction transaction, long key, DateTimeOffset now) => transaction.ExecuteAsync(
        "update import_runs set run = null, request_key = null, finished_at = $2 where id = $1 and finished_at is null", key, now);

    /// <summary>Forgets an import whose file could not be read from its first row on.</summary>
    public static ValueTask<int> ForgetAsync(ITransaction transaction, long key) =>
        transaction.ExecuteAsync("delete from import_runs where id = $1 and rows = 0 and finished_at is null", key);

    /// <summary>
    /// Adds to the counts of an import that stands where the caller thinks it does. False when another upload went on with it meanwhile:
    /// then the caller's rows must not be committed.
    /// </summary>
    public static async ValueTask<bool> AdvanceAsync(
        ITransaction transaction, long key, long from, ImportCounts counts, byte[] taken, ReadSoFar read, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            """
            update import_runs set rows = rows + $3, created = created + $4, updated = updated + $5, unchanged = unchanged + $6,
              refused = refused + $7, ignored = $8, updated_at = $9, taken = $10, read_as = $11
            where id = $1 and rows = $2 and finished_at is null
            """,
            key, from, counts.Rows, counts.Created, counts.Updated, counts.Unchanged, counts.Refused, read.Ignored, now, taken,
            read.ReadAs) == 1;

    /// <summary>Marks the import as finished at a row; false when another upload went on with it meanwhile.</summary>
    public static async ValueTask<bool> FinishAsync(ITransaction transaction, long key, long rows, ReadSoFar read, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            """
            update import_runs set finished_at = $3, updated_at = $3, ignored = $4, read_as = $5
            where id = $1 and rows = $2 and finished_at is null
            """,
            key, rows, now, read.Ignored, read.ReadAs) == 1;

    public static ValueTask AddVerdictsAsync(
        ITransaction transaction, long key, IReadOnlyList<ImportRow> rows, IReadOnlyList<Verdict> verdicts) =>
        transaction.InsertManyAsync(Verdicts, VerdictColumns, [.. rows.Zip(verdicts, (row, verdict) => Values(key, row, verdict))]);

    public static ValueTask<IReadOnlyList<VerdictRow>> ReadVerdictsAsync(
        IReader reader, long key, long after, string? outcome, int limit) =>
        reader.QueryAsync(
            $"""
            select row, outcome, record_id, message, line, amount from {Verdicts}
            where import_id = $1 and row > $2 and ($3 is null or outcome = $3) order by row limit $4
            """,
            static row => new VerdictRow(
                row.Int64(0), row.Text(1), row.Int64OrNull(2), row.TextOrNull(3), row.Int64(4), row.Int64OrNull(5)),
            key, after, outcome, limit);

    /// <summary>All imports of a resource, as verdicts name them.</summary>
    public static ValueTask<IReadOnlyList<long>> RunsAsync(IReader reader, string resource) =>
        reader.QueryAsync("select id from import_runs where resource = $1 order by id", static row => row.Int64(0), resource);

    /// <summary>Puts another text in the place of those that rows were told with.</summary>
    public static ValueTask<int> ReplaceMessagesAsync(ITransaction transaction, long key, IReadOnlyList<long> rows, string message) =>
        transaction.ExecuteAsync(
            $"update {Verdicts} set message = $2 where import_id = $1 and {transaction.Dialect.InIntegers("row", "$3")}",
            key, message, SqlValue.List(rows));

    private static SqlValue[] Values(long key, ImportRow row, Verdict verdict) =>
        [key, row.Number, Words[(int)verdict.Outcome], verdict.RecordId, verdict.Message, row.Line, verdict.Amount, verdict.Version];

    private static ImportRun Read(Row row) => new(
        row.Int64(0), row.Int64(1), row.TextOrNull(2), row.Text(3),
        new ImportCounts(row.Int64(4), row.Int64(5), row.Int64(6), row.Int64(7)),
        row.Instant(8), row.Instant(9), row.Int64(10) != 0, row.Int64(11) != 0, row.IsNull(12) ? null : row.Bytes(12),
        row.IsNull(13) ? null : row.Bytes(13), row.TextOrNull(14), row.TextOrNull(15), row.Text(16));
}

/// <summary>A row of a verdict file.</summary>
internal sealed record VerdictRow(long Number, string Outcome, long? RecordId, string? Message, long Line, long? Amount);
