using System.Net.Sockets;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>A write lost a race against another one; nothing of it is left, and run again it will find the other one's work done.</summary>
internal sealed class ConflictException(string message, Exception inner) : StoreException(StoreFault.Busy, message, inner);

/// <summary>Turns what the server and the connection report into the exceptions of the store seam.</summary>
internal static class PostgresErrors
{
    /// <summary>The server ended a transaction that said nothing for too long.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>Whether an error is one of the server or the connection, and not of the function that ran.</summary>
    public static bool IsOurs(Exception error) => error is NpgsqlException or IOException or SocketException or TimeoutException;

    public static Exception From(string store, Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken => new UniqueViolationException(taken.ConstraintName ?? taken.TableName ?? store),
        PostgresException
        {
            SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable,
        } race => new ConflictException($"{store}: {race.MessageText} ({race.SqlState}).", race),
        PostgresException fault => new StoreFailedException(FaultOf(fault.SqlState), $"{store}: {fault.MessageText} (PostgreSQL error {fault.SqlState}).", fault),
        NpgsqlException { InnerException: TimeoutException } late => new StoreFailedException(
            StoreFault.Unreachable, $"{store}: the database server did not answer in time.", late),
        _ => new StoreFailedException(StoreFault.Unreachable, $"{store}: the database server is out of reach ({error.Message}).", error),
    };

    private static StoreFault FaultOf(string state) => state switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or IdleInTransaction or PostgresErrorCodes.TooManyConnections => StoreFault.Unreachable,
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.OutOfMemory => StoreFault.Busy,
        PostgresErrorCodes.DiskFull => StoreFault.Full,
        PostgresErrorCodes.IoError => StoreFault.InputOutput,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => StoreFault.Corrupt,
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege => StoreFault.ReadOnly,
        _ when state.StartsWith("08", StringComparison.Ordinal) => StoreFault.Unreachable,
        _ => StoreFault.Statement,
    };
}
