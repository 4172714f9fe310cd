using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Backup;

/// <summary>
/// Takes the cut of databases on PostgreSQL, also while servers work on them. Every write holds the barrier of its database shared; with
/// all barriers in hand nothing can be committed, and the snapshots that are taken then are of one instant. The barriers go at once.
/// </summary>
internal sealed class PostgresCut(PostgresServer server, IReadOnlyList<string> modules, TimeProvider clock)
{
    /// <summary>Null when a barrier could not be had in time: then all are free again.</summary>
    public async Task<Cut?> TryTakeAsync(CancellationToken ct)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            foreach (var module in modules)
            {
                connections.Add(await server.OpenApartAsync(module, "backup", create: false, ct));
            }

            // All at once: from the moment in which a barrier is asked for, new writes of that database wait behind it.
            var startedAt = clock.GetTimestamp();
            var held = await Task.WhenAll(connections.Select((connection, index) => TryHoldAsync(connection, modules[index], ct)));
            if (held.Contains(false))
            {
                return null;
            }

            // The snapshot of a transaction is taken by its first query.
            await Task.WhenAll(
                connections.Select(connection =>
                    RunAsync(connection, "begin isolation level repeatable read read only; select 1 from schema_scripts", ct)
                ));
            var at = clock.GetUtcNow();
            await Task.WhenAll(
                connections.Select(connection => RunAsync(connection, $"select pg_advisory_unlock({PostgresLocks.Barrier})", ct)));
            var cut = new Cut(
                StoreKind.Postgres, at, clock.GetElapsedTime(startedAt),
                [.. connections.Select((connection, index) => new PostgresTables(modules[index], connection, ownsConnection: true))]);
            connections.Clear();
            return cut;
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task<bool> TryHoldAsync(NpgsqlConnection connection, string module, CancellationToken ct)
    {
        try
        {
            await RunAsync(
                connection,
                FormattableString.Invariant(
                    // Of the session and not of the transaction: it must outlast this batch, and be let go while the snapshot stays open.
                    $"set lock_timeout = {Cut.PauseMax.TotalMilliseconds:0}; select pg_advisory_lock({PostgresLocks.Barrier}); ")
                    + "set lock_timeout = 0",
                ct);
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            throw server.Explain(module, error);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
