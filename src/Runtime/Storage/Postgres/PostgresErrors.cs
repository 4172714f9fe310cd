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
    private const string IdleSession = "57P05";
    private const string DatabaseDropped = "57P04";

    /// <summary>Whether an error is one of the server or the connection, and not of the function that ran.</summary>
    public static bool IsOurs(Exception error) =>
        error is NpgsqlException or IOException or SocketException or TimeoutException || IsNotUnderstood(error);

    /// <summary>Whether an error may have struck while a statement was prepared; that a key is taken shows only when it runs.</summary>
    public static bool LeavesStatementsInDoubt(Exception? error) =>
        error is PostgresException fault && !fault.SqlState.StartsWith("23", StringComparison.Ordinal);

    public static Exception From(string store, Exception error) =>
        error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken => new UniqueViolationException(
                taken.ConstraintName ?? taken.TableName ?? store),
            PostgresException
            {
                SqlState: PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.LockNotAvailable,
            } race => new ConflictException($"{store}: {race.MessageText} ({race.SqlState}).", race),
            // The session is gone, whatever for: one that panics over its log in a commit may have written it all the same.
            PostgresException { InvariantSeverity: "FATAL" or "PANIC" } end => new StoreFailedException(
                StoreFault.Unreachable, $"{store}: {end.MessageText} (PostgreSQL error {end.SqlState}).", end),
            PostgresException
            {
                SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter
            } text => new UnstorableTextException(text),
            PostgresException fault => new StoreFailedException(
                FaultOf(fault.SqlState), $"{store}: {fault.MessageText} (PostgreSQL error {fault.SqlState}).", fault),
            NpgsqlOperationInProgressException together => new InvalidOperationException(
                "The statements of a write run one after the other: wait for each of them.", together),
            NpgsqlException { InnerException: TimeoutException, Message: var words } full
                when words.Contains("pool", StringComparison.Ordinal) => new StoreFailedException(
                StoreFault.Unreachable,
                $"{store}: all connections of this process are in use; Postgres__ConnectionsMax allows more.",
                full
            ),
            NpgsqlException { InnerException: TimeoutException } late => new StoreFailedException(
                StoreFault.Unreachable, $"{store}: the database server did not answer in time.", late),
            _ => new StoreFailedException(
                StoreFault.Unreachable, $"{store}: the database server is out of reach ({error.Message}).", error),
        };

    /// <summary>
    /// The driver was answered what it did not expect, and has closed the connection. It has no type of its own for that.
    /// </summary>
    private static bool IsNotUnderstood(Exception error) => error.GetType() == typeof(Exception) && error.Source is "Npgsql";

    private static StoreFault FaultOf(string state) =>
        state switch
        {
            PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections
            or IdleInTransaction
            or IdleSession
            or DatabaseDropped => StoreFault.Unreachable,
            // Not a race to run again: it has waited for as long as a statement may, and would do so once more.
            PostgresErrorCodes.QueryCanceled => StoreFault.Busy,
            PostgresErrorCodes.DiskFull => StoreFault.Full,
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => StoreFault.Corrupt,
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege => StoreFault.ReadOnly,
            _ => state[..2] switch
            {
                // The connection, and the right to connect: both may be as they were a moment later.
                "08" or "28" => StoreFault.Unreachable,
                "53" => StoreFault.Busy,
                "58" => StoreFault.InputOutput,
                _ => StoreFault.Statement,
            },
        };
}
