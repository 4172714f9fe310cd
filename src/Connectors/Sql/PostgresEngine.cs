using System.Data.Common;
using System.Globalization;
using Lockstep.Connectors.Sdk;
using Npgsql;
using NpgsqlTypes;

namespace Lockstep.Connectors.Sql;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgresEngine(SqlPlace place) : ISqlEngine
{
    /// <summary>Its name in files.</summary>
    public const string Word = "postgres";

    private NpgsqlDataSource? _source;

    public async Task<DbConnection> OpenAsync(CancellationToken ct) => await Source().OpenConnectionAsync(ct);

    public string Quote(string name) => string.Join('.', name.Split('.').Select(static part => $"\"{part}\""));

    /// <summary>As text of no type, which the server reads as it would a literal.</summary>
    public DbParameter Parameter(string name, string? value, Type column) =>
        new NpgsqlParameter(name, NpgsqlDbType.Unknown) { Value = (object?)value ?? DBNull.Value };

    public string Returning(string key) => $" returning {Quote(key)}";

    public async Task<string?> KeyOfInsertAsync(DbCommand insert, CancellationToken ct) =>
        Convert.ToString(await insert.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);

    /// <summary>
    /// By the transactions that wrote the rows, in the column <c>tx</c>, and up to the oldest that is still open: all before it have ended,
    /// and those to come are behind it. By the number alone a transaction that took a small one and commits late would be missed.
    /// </summary>
    public string? ReadLog(SqlLog log, string position, bool looksBack, int limit)
    {
        var parts = position.Length == 0 ? ["0", "0"] : position.Split('.');

        // Nothing but digits gets through, for both parts stand in the statement as they are.
        return parts.Length == 2 && parts.All(static part => ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? string.Create(CultureInfo.InvariantCulture, $"""
                select tx::text || '.' || {Quote(log.Number)}::text, {Quote(log.Key)} from {Quote(log.Table)}
                where (tx, {Quote(log.Number)}) > ('{parts[0]}'::xid8, {parts[1]}) and tx < pg_snapshot_xmin(pg_current_snapshot())
                order by tx, {Quote(log.Number)} limit {limit}
                """)
            : null;
    }

    public string EndOfLog(SqlLog log) =>
        $"""
        select tx::text || '.' || {Quote(log.Number)}::text from {Quote(log.Table)} where tx < pg_snapshot_xmin(pg_current_snapshot())
        order by tx desc, {Quote(log.Number)} desc limit 1
        """;

    public Failure Judge(DbException error, bool isWrite) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            or PostgresErrorCodes.InsufficientPrivilege } denied =>
            new Failure(FailureCause.SignIn, denied.MessageText),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.QueryCanceled } busy =>
            new Failure(FailureCause.Unavailable, busy.MessageText),
        PostgresException refused => new Failure(FailureCause.TargetRefused, refused.MessageText)
        {
            Fields = refused.ColumnName is { } column ? new Dictionary<string,
                string>(StringComparer.Ordinal) { [column] = refused.MessageText } : [],
        },
        _ => new Failure(isWrite ? FailureCause.OutcomeUnknown : FailureCause.Unavailable, error.Message),
    };

    public async ValueTask DisposeAsync()
    {
        if (_source is { } source)
        {
            await source.DisposeAsync();
        }
    }

    private NpgsqlDataSource Source() => LazyInitializer.EnsureInitialized(ref _source, () =>
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = place.Host, Port = place.Port ?? 5432, Database = place.Database, Username = place.SignIn.User ?? "lockstep",
            MaxPoolSize = place.Connections, Timeout = 15, CommandTimeout = (int)Math.Ceiling(place.Timeout.TotalSeconds), Timezone = "UTC",
            SslMode = place.Tls switch { "none" => SslMode.Disable, "prefer" => SslMode.Prefer, "require" => SslMode.Require, _ =>
                SslMode.VerifyFull },
            ApplicationName = "lockstep",
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);

        // Asked for at each new connection: a password that was changed counts without a restart.
        builder.UsePasswordProvider(
            _ => throw new NotSupportedException("Connections are opened asynchronously."), async (_, ct) => await place.PasswordAsync(ct)
                ?? "");
        return builder.Build();
    });
}
