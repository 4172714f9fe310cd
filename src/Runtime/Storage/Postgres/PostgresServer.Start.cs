using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>What is looked at and made at a start.</summary>
public sealed partial class PostgresServer
{
    private const int OldestVersion = 150_000;

    /// <summary>
    /// Besides those of the pools each module has one that hears, one that rings and one that tells that the process lives.
    /// </summary>
    private const int OtherConnections = 3;

    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(2);

    /// <summary>Makes the module's database when it is missing, checks the server, and brings the tables up to date.</summary>
    /// <exception cref="StartupException">Something is missing; the message says what.</exception>
    internal async Task PrepareAsync(
        string module, IReadOnlyList<SchemaScript> scripts, PostgresOptions options, TimeProvider clock, ILogger logger)
    {
        var remedies = RemediesOf(module);
        await PatientlyAsync(module, options, clock, async () =>
        {
            await using var connection = await OpenOrCreateAsync(StartSettings(module), remedies);

            // Before the first table: a standby, a wrong encoding or half a copy is refused and left as it is.
            await CheckAsync(connection, clock, logger);
            await UnfinishedCopy.RefuseAsync(connection);
            await ApplyAsync(connection, module, scripts, clock, remedies);
        });
    }

    /// <summary>
    /// Looks, before anything is made, whether the server has as many connections as one process may take, and whether any of the databases
    /// is one that a copy has not come to its end in: what were made in the others would be in its way.
    /// </summary>
    /// <exception cref="StartupException">It has not; the message says what to do.</exception>
    internal Task CheckAsync(IReadOnlyList<string> modules, PostgresOptions options, TimeProvider clock) =>
        PatientlyAsync(modules[0], options, clock, async () =>
    {
        await using var connection = await OpenAnyAsync(StartSettings(modules[0]));
        await using var command = new NpgsqlCommand(
            "select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int", connection);
        var (has, needs) =
            ((int)(await command.ExecuteScalarAsync())!, modules.Count * (options.ConnectionsMax + options.LanesMax + OtherConnections));

        // Held against the worst case now: connections that run out later fail requests instead of the start.
        if (has < needs)
        {
            throw new StartupException(
                $"The PostgreSQL server {Place} has {has} connections to give, and this process may need {needs}; raise its "
                    + $"max_connections, or lower Postgres__ConnectionsMax ({options.ConnectionsMax}) and Postgres__LanesMax "
                    + $"({options.LanesMax}).");
        }

        foreach (var module in modules)
        {
            await using var database = await OpenAnyAsync(StartSettings(module));
            await UnfinishedCopy.RefuseAsync(database);
        }
    });

    private async Task PatientlyAsync(string module, PostgresOptions options, TimeProvider clock, Func<Task> work)
    {
        var patience = new Patience(options, clock);
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (PostgresException error) when (NotYet(module, error) is { } soon && patience.Allows(soon))
            {
                await patience.AfterAsync(NotYet(module, error)!, CancellationToken.None);
            }
            catch (Exception error) when (PostgresErrors.IsOurs(error))
            {
                throw new StartupException(RemediesOf(module).For(error), error);
            }
        }
    }

    /// <summary>The database when it is there, else the one that others are made from.</summary>
    private async Task<NpgsqlConnection> OpenAnyAsync(NpgsqlConnectionStringBuilder settings)
    {
        try
        {
            return await OpenAsync(settings);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            return await OpenAsync(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = _maintenance });
        }
    }

    /// <summary>
    /// The server is only starting, as after a boot that started both; or another process makes a database from the template.
    /// </summary>
    private static StoreFailedException? NotYet(string module, PostgresException error) =>
        error.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ObjectInUse
            ? new StoreFailedException(StoreFault.Unreachable, $"{module}: {error.MessageText}.", error)
            : null;

    private async Task<NpgsqlConnection> OpenOrCreateAsync(NpgsqlConnectionStringBuilder settings, PostgresRemedies remedies)
    {
        try
        {
            return await OpenAsync(settings);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            try
            {
                await CreateAsync(settings);
            }
            catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new StartupException(remedies.ForNoDatabase(refused), refused);
            }

            return await OpenAsync(settings);
        }
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, string module, IReadOnlyList<SchemaScript> scripts, TimeProvider clock, PostgresRemedies remedies)
    {
        try
        {
            await PostgresSchema.ApplyAsync(connection, module, scripts, clock.GetUtcNow());
        }
        catch (PostgresException error) when (connection.State is System.Data.ConnectionState.Open)
        {
            // Only where the connection still stands: the server is asked what the role lacks.
            throw new StartupException(await remedies.ForNoTablesAsync(connection, error), error);
        }
    }

    /// <summary>Sorts by bytes, knows letters of every script. Another process that makes it at the same moment is welcome.</summary>
    private async Task CreateAsync(NpgsqlConnectionStringBuilder settings)
    {
        await using var connection =
            await OpenAsync(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = _maintenance });
        var create = $"create database {PostgresRemedies.Quoted(settings.Database!)} template template0 encoding 'UTF8'";
        try
        {
            try
            {
                await RunAsync(connection, $"{create} locale 'C.UTF-8'");
            }
            catch (PostgresException error) when (
                error.SqlState is PostgresErrorCodes.WrongObjectType or PostgresErrorCodes.InvalidParameterValue
                    or PostgresErrorCodes.UndefinedObject)
            {
                // A server whose machine does not know that locale; every text that is compared says COLLATE "C" by itself.
                await RunAsync(connection, create);
            }
        }
        catch (PostgresException error) when (
            error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Made meanwhile.
        }
    }

    private async Task CheckAsync(NpgsqlConnection connection, TimeProvider clock, ILogger logger)
    {
        await using var command = new NpgsqlCommand(
            """
            select current_setting('server_version_num')::int, current_setting('server_encoding'), pg_is_in_recovery(),
              (extract(epoch from clock_timestamp()) * 1000)::bigint,
              'off' in (current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'))
            """,
            connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        if (row.GetInt32(0) < OldestVersion)
        {
            throw new StartupException($"The PostgreSQL server {Place} has version {row.GetInt32(0) / 10_000}; Lockstep needs 15 or "
                + "later.");
        }

        if (row.GetString(1) is not "UTF8")
        {
            throw new StartupException($"The database {connection.Database} on {Place} is encoded in {row.GetString(1)}; make it anew "
                + "with encoding 'UTF8'.");
        }

        if (row.GetBoolean(2))
        {
            throw new StartupException(PostgresRemedies.Standby(Place));
        }

        if (row.GetBoolean(4))
        {
            Forgetful(logger, connection.Database);
        }

        var skew = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3));
        if (skew.Duration() > SkewMax)
        {
            Skewed(logger, connection.Database, skew.TotalSeconds);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [LoggerMessage(1007, LogLevel.Warning,
        "the clock of this machine and that of the server of {Database} differ by {Seconds} s; set both by NTP, leases rely on it")]
    private static partial void Skewed(ILogger logger, string database, double seconds);

    [LoggerMessage(1008, LogLevel.Warning,
        "the server of {Database} does not wait for its disk (fsync, full_page_writes or synchronous_commit is off): a crash of it may "
            + "lose what was answered with success")]
    private static partial void Forgetful(ILogger logger, string database);
}
