using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>The pool of connections to one database; outlasts a restart of the server.</summary>
internal sealed class PostgresConnections(string store, PostgresServer server, PostgresOptions options, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan OutcomePause = TimeSpan.FromMilliseconds(10);
    private readonly NpgsqlDataSource _pool = NpgsqlDataSource.Create(server.Pooled(store, options));
    private readonly NpgsqlDataSource _lanes = NpgsqlDataSource.Create(server.Lanes(store, options));

    /// <summary>A connection from the pool, or a new one; tries again for as long as patience lasts.</summary>
    /// <exception cref="StoreFailedException">The server stayed away, or all connections are in use.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(Patience patience, CancellationToken ct) => OpenAsync(_pool, patience, ct);

    /// <summary>A connection for a group of writes, which gives up soon where it would wait for a lock.</summary>
    public ValueTask<NpgsqlConnection> OpenLaneAsync(Patience patience) => OpenAsync(_lanes, patience, CancellationToken.None);

    private async ValueTask<NpgsqlConnection> OpenAsync(NpgsqlDataSource pool, Patience patience, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await pool.OpenConnectionAsync(ct);
            }
            catch (ObjectDisposedException error)
            {
                throw new StoreFailedException(StoreFault.Closed, "The database is closed: the process is stopping.", error);
            }
            catch (Exception error) when (PostgresErrors.IsOurs(error))
            {
                var fault = PostgresErrors.From(store, error);
                if (!patience.Allows(fault))
                {
                    throw fault;
                }

                await patience.AfterAsync(fault, ct);
            }
        }
    }

    /// <summary>A connection that stays out of the pool, for one purpose of its own.</summary>
    public async Task<NpgsqlConnection> OpenApartAsync(string purpose, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(server.Apart(store, purpose, options));
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Asks the server what became of a transaction whose commit was not answered. The session that ran it may still be at work: it is
    /// ended first.
    /// </summary>
    /// <exception cref="StoreOutcomeUnknownException">The server stayed away for too long, or has forgotten the transaction.</exception>
    public async Task<bool> WasCommittedAsync(string number, int session, Patience patience, Exception lost, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                if (await TryAskAsync(number, session, patience, ct) is not { } status)
                {
                    continue;
                }

                if (status is "in progress")
                {
                    await Task.Delay(OutcomePause, clock, ct);
                    continue;
                }

                return status switch
                {
                    "committed" => true,
                    "aborted" => false,
                    _ => throw new StoreFailedException(StoreFault.Unreachable, $"{store}: the server says {status} of transaction {number}."),
                };
            }
        }
        catch (Exception error) when (error is StoreException or OperationCanceledException)
        {
            throw new StoreOutcomeUnknownException(
                $"{store}: the connection was lost during a commit; it may or may not have happened ({lost.Message}).", error, StoreFault.Unreachable);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lanes.DisposeAsync();
        await _pool.DisposeAsync();
    }

    /// <summary>Null when the question itself was lost.</summary>
    private async Task<string?> TryAskAsync(string number, int session, Patience patience, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(patience, ct);
            var status = await new PostgresReader(connection, store).FirstAsync(
                "select coalesce(pg_xact_status($1::text::xid8), 'nothing')", static row => row.Text(0), number);
            if (status is "in progress")
            {
                await new PostgresReader(connection, store).FirstAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_xid = $2::text::xid8::xid and application_name like 'lockstep%'", static row => row.Int64(0), session, number);
            }

            return status;
        }
        catch (StoreFailedException error) when (error.Fault is StoreFault.Unreachable && patience.Allows(error))
        {
            await patience.AfterAsync(error, ct);
            return null;
        }
    }
}
