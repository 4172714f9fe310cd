using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>The pool of connections to one database; outlasts a restart of the server.</summary>
internal sealed class PostgresConnections(string store, PostgresServer server, PostgresOptions options) : IAsyncDisposable
{
    // A server that crashed gives the numbers behind its last record in the log once more, so there "committed" may be said of another
    // transaction. The checkpoint at the end of its recovery tells from which number on; and a checkpoint that began after a number was
    // given and does not know of it is the proof of a crash, for in the life of a server numbers only grow. It notes whole seconds: in the
    // one in which the number was given, all statistics must have been reset since, and the checkpoint be one that ends a recovery.
    private const string Outcome =
        """
        select case
          when status = 'committed' and next <= $1::text::numeric and began > $2::text::numeric then 'aborted'
          when status = 'committed' and next <= $1::text::numeric and began + 1 > $2::text::numeric and reset > $2::text::numeric
            then case when ends then 'aborted' else 'too little' end
          when status = 'in progress' and (
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where backend_xid = $1::text::xid8::xid and datname = current_database() and pid <> pg_backend_pid()) >= 0 then status
          else coalesce(status, 'nothing') end
        from (
          select pg_xact_status($1::text::xid8) as status,
            split_part(next_xid, ':', 1)::numeric * 4294967296 + split_part(next_xid, ':', 2)::numeric as next,
            extract(epoch from checkpoint_time) as began, redo_lsn = checkpoint_lsn as ends, (
              select extract(epoch from least(b.stats_reset, a.stats_reset, w.stats_reset))
              from pg_stat_bgwriter b, pg_stat_archiver a, pg_stat_wal w) as reset
          from pg_control_checkpoint()) as known
        """;

    private readonly NpgsqlDataSource _pool = server.Pool(store, options);
    private readonly NpgsqlDataSource _lanes = server.Lanes(store, options);

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
    public Task<NpgsqlConnection> OpenApartAsync(string purpose, CancellationToken ct) =>
        server.OpenApartAsync(store, purpose, options, ct);

    /// <summary>
    /// Asks the server what became of a transaction whose commit was not answered. The session that ran it may still be at work: it is
    /// ended first.
    /// </summary>
    /// <exception cref="StoreOutcomeUnknownException">The server stayed away for too long, or has forgotten the transaction.</exception>
    public async Task<bool> WasCommittedAsync(PostgresTransactionNumber number, Patience patience, Exception lost)
    {
        try
        {
            while (true)
            {
                switch (await AskAsync(number, patience))
                {
                    case "committed":
                        return true;
                    case "aborted":
                        return false;
                    case "in progress":
                        // Its session was told to end just now, and takes a moment to be gone.
                        await patience.AfterAsync(Unsettled($"transaction {number.Id} still runs"), CancellationToken.None);
                        break;
                    case var other:
                        throw Unsettled($"the server says {other} of transaction {number.Id}");
                }
            }
        }
        catch (StoreException error)
        {
            throw new StoreOutcomeUnknownException(
                $"{store}: the connection was lost during a commit; it may or may not have happened ({lost.Message}).", error,
                StoreFault.Unreachable);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lanes.DisposeAsync();
        await _pool.DisposeAsync();
    }

    private StoreFailedException Unsettled(string why) => new(StoreFault.Unreachable, $"{store}: {why}.");

    /// <summary>What the server says of a transaction; asked again for as long as the question itself is lost.</summary>
    private async Task<string> AskAsync(PostgresTransactionNumber number, Patience patience)
    {
        while (true)
        {
            try
            {
                await using var connection = await OpenAsync(patience, CancellationToken.None);
                return await new PostgresReader(connection, store).FirstAsync(Outcome, static row => row.Text(0), number.Id, number.GivenAt)
                    ?? "";
            }
            catch (StoreFailedException error)
                when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidParameterValue })
            {
                // It is a number that the server has not come to: it crashed and forgot the transaction, which left nothing behind.
                return "aborted";
            }
            catch (StoreFailedException error) when (error.Fault is StoreFault.Unreachable && patience.Allows(error))
            {
                await patience.AfterAsync(error, CancellationToken.None);
            }
        }
    }
}
