using System.Data.Common;
using System.Globalization;
using Lockstep.Connectors.Sdk;
using MySqlConnector;

namespace Lockstep.Connectors.Sql;

/// <summary>MySQL and MariaDB.</summary>
internal sealed class MySqlEngine(SqlPlace place) : ISqlEngine
{
    /// <summary>Its name in files.</summary>
    public const string Word = "mysql";

    private const int LookBack = 100;

    public async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        // Rows that were found count, not those that changed: an update to what is there already must not look as if the row were gone.
        var settings = new MySqlConnectionStringBuilder
        {
            Server = place.Host, Port = (uint)(place.Port ?? 3306), Database = place.Database, UserID = place.SignIn.User ?? "lockstep",
            Password = await place.PasswordAsync(ct) ?? "", MaximumPoolSize = (uint)place.Connections, ConnectionTimeout = 15,
            DefaultCommandTimeout = (uint)Math.Ceiling(place.Timeout.TotalSeconds), UseAffectedRows = false, GuidFormat =
                MySqlGuidFormat.None,
            SslMode = place.Tls switch
            {
                "none" => MySqlSslMode.None, "prefer" => MySqlSslMode.Preferred, "require" => MySqlSslMode.Required, _ =>
                    MySqlSslMode.VerifyFull,
            },
            ApplicationName = "lockstep",
        };
        var connection = new MySqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);

            // Strict, so that what does not fit is refused and not cut off; and a lost race is seen as it is when the statement runs.
            await using var command = new MySqlCommand(
                "set time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
                    + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'; "
                    + "set session transaction isolation level read committed", connection);
            await command.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public string Quote(string name) => string.Join('.', name.Split('.').Select(static part => $"`{part}`"));

    /// <summary>
    /// A number for a column of numbers: compared with a text, it would be one of floating point. A time without its Z, which the server
    /// does not read.
    /// </summary>
    public DbParameter Parameter(string name, string? value, Type column) => new MySqlParameter(name, value switch
    {
        null => DBNull.Value,
        _ when IsWhole(column) && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when column == typeof(bool) => value is "true" or "1" ? 1 : value is "false" or "0" ? 0 : value,
        _ when column == typeof(DateTime) && DateTimeOffset.TryParse(
            value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) =>
                at.UtcDateTime,
        _ => value,
    });

    public string Returning(string key) => "";

    public async Task<string?> KeyOfInsertAsync(DbCommand insert, CancellationToken ct)
    {
        await insert.ExecuteNonQueryAsync(ct);
        return ((MySqlCommand)insert).LastInsertedId is var id and not 0 ? id.ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>
    /// A row that is not committed yet is locked by who wrote it: reading with a lock waits for it. Between taking a number and writing the
    /// row there is a moment; for that a round looks back.
    /// </summary>
    public string? ReadLog(SqlLog log, string position, bool looksBack, int limit) =>
        !long.TryParse(position.Length == 0 ? "0" : position, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? null
            : string.Create(CultureInfo.InvariantCulture, $"""
                select {Quote(log.Number)}, {Quote(log.Key)} from {Quote(log.Table)}
                where {Quote(log.Number)} > {(looksBack ? Math.Max(0, number - LookBack) : number)}
                order by {Quote(log.Number)} limit {limit} lock in share mode
                """);

    public string EndOfLog(SqlLog log) =>
        $"select {Quote(log.Number)} from {Quote(log.Table)} order by {Quote(log.Number)} desc limit 1 lock in share mode";

    public Failure Judge(DbException error, bool isWrite) => error is not MySqlException failed
        ? new Failure(isWrite ? FailureCause.OutcomeUnknown : FailureCause.Unavailable, error.Message)
        : failed.ErrorCode switch
        {
            MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.TableAccessDenied
                or MySqlErrorCode.ColumnAccessDenied => new Failure(FailureCause.SignIn, failed.Message),

            // Never begun, or undone by the server itself.
            MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.ConnectionCountError or MySqlErrorCode.TooManyUserConnections
                or MySqlErrorCode.LockWaitTimeout or MySqlErrorCode.LockDeadlock or MySqlErrorCode.OptionPreventsStatement
                or MySqlErrorCode.DiskFull or MySqlErrorCode.RecordFileFull => new Failure(FailureCause.Unavailable, failed.Message),

            // Given up on this side, or the connection broke, which has no code: the server may have gone on.
            MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryInterrupted or MySqlErrorCode.ServerShutdown
                or MySqlErrorCode.None => new Failure(
                isWrite ? FailureCause.OutcomeUnknown : FailureCause.Unavailable, failed.Message),
            _ => new Failure(FailureCause.TargetRefused, failed.Message),
        };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsWhole(Type column) => Type.GetTypeCode(column) is TypeCode.SByte or TypeCode.Byte or TypeCode.Int16
        or TypeCode.UInt16
        or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64;
}
