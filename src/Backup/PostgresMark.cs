using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Backup;

/// <summary>The mark of one database on PostgreSQL, and what must hold before it is set.</summary>
internal sealed class PostgresMark(NpgsqlConnection connection)
{
    /// <summary>How the sessions of a copy are called.</summary>
    public const string Purpose = "copy";

    /// <summary>All that a copy made, and nothing that belongs to an extension.</summary>
    private const string DropAll =
        """
        do $$ declare it record; begin
          for it in select c.oid::regclass as name from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' loop
            execute format('drop table if exists %s cascade', it.name);
          end loop;
          for it in select p.oid::regprocedure as name from pg_proc p where p.pronamespace = current_schema()::regnamespace
            and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') loop
            execute format('drop function if exists %s cascade', it.name);
          end loop;
        end $$
        """;

    private readonly PostgresReader _reader = new(connection, connection.Database);

    public NpgsqlConnection Connection => connection;

    /// <summary>Keeps other copies out, and makes sure that no server is at work.</summary>
    /// <exception cref="StartupException">Somebody else is at work.</exception>
    public async Task HoldAsync(CancellationToken ct)
    {
        try
        {
            // The session of a run that was killed a moment ago may still be ending.
            await RunAsync(
                FormattableString.Invariant(
                    $"set lock_timeout = 5000; select pg_advisory_lock({PostgresLocks.Key("copy")}); set lock_timeout = 0"),
                ct);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            throw new StartupException($"Another restore or migrate-store is at work on {connection.Database}; wait for its end.", error);
        }

        // Servers take no lock that a copy could ask for; they are known by the names of their sessions.
        var server = await _reader.FirstAsync(
            "select application_name from pg_stat_activity where datname = current_database() and application_name "
                + "like 'lockstep%' and application_name <> $1",
            static row => row.Text(0), $"lockstep {Purpose}");
        if (server is not null)
        {
            throw new StartupException($"A server or another command works on {connection.Database} ({server}); stop it first.");
        }

        // What is lost by a crash is copied again; the end of the copy waits for the disk.
        await RunAsync("set synchronous_commit = off", ct);
    }

    /// <summary>The mark, or null.</summary>
    public async Task<FoundMark?> FindAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await UnfinishedCopy.IsInAsync(connection)
            ? await _reader.FirstAsync(
                $"select origin, rows from {UnfinishedCopy.Table} where name = ''",
                static row => new FoundMark(row.Text(0), row.Int64(1) == 1))
            : null;
    }

    /// <summary>Refuses a database with anything in it that belongs to no extension: to start over would take that away too.</summary>
    /// <exception cref="StartupException">There are tables, views or functions.</exception>
    public async Task RefuseUsedAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (await _reader.FirstAsync(
            """
            select 1 from (
              select 'pg_class'::regclass as kind, oid from pg_class where relnamespace = current_schema()::regnamespace
              union all select 'pg_proc'::regclass, oid from pg_proc where pronamespace = current_schema()::regnamespace) as it
            where not exists (select 1 from pg_depend d where d.classid = it.kind and d.objid = it.oid and d.deptype = 'e') limit 1
            """,
            static row => row.Int64(0)) == 1)
        {
            throw new StartupException(
                $"The database {connection.Database} has tables already (or views or functions); name another Database in "
                    + $"LOCKSTEP_POSTGRES, or drop it (drop database \"{connection.Database}\") when nothing in it is needed.");
        }
    }

    /// <summary>Empties the database and marks it, in one step.</summary>
    public async Task StartOverAsync(string origin, CancellationToken ct)
    {
        // One transaction: emptied without a mark, a database would pass for a new one; marked without being emptied, for one whose rows
        // a copy may go on with.
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(DropAll, ct);
        await RunAsync(
            $"""
            create table {UnfinishedCopy.Table} (
              name text collate "C" primary key, origin text, last_key bytea, rows bigint not null default 0)
            """,
            ct);
        await using var mark = new NpgsqlCommand($"insert into {UnfinishedCopy.Table} (name, origin) values ('', $1)", connection);
        mark.Parameters.Add(new NpgsqlParameter<string> { TypedValue = origin });
        await mark.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Notes down, on the disk, that everything was copied and checked.</summary>
    public Task VerifiedAsync(CancellationToken ct) => RunAsync(
        // The log is one for all databases of a server: what this commit waits for brings the rows of the others to the disk too.
        $"set synchronous_commit = on; update {UnfinishedCopy.Table} set rows = 1 where name = ''", ct);

    public Task RemoveAsync(CancellationToken ct) =>
        RunAsync($"set synchronous_commit = on; drop table if exists {UnfinishedCopy.Table}", ct);

    private async Task RunAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A mark that was found.</summary>
/// <param name="Origin">What is copied.</param>
/// <param name="IsVerified">Whether all was copied and checked, so that only the marks are left to be taken away.</param>
internal sealed record FoundMark(string Origin, bool IsVerified);
