using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>The server that holds the databases of all modules, and how to connect to each.</summary>
public sealed partial class PostgresServer
{
    private const int OldestVersion = 150_000;
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(2);
    private readonly NpgsqlConnectionStringBuilder _base;
    private readonly string _maintenance;

    /// <param name="connection">The connection string of <c>LOCKSTEP_POSTGRES</c>; its database is the prefix of the modules' databases.</param>
    /// <param name="maintenance">The database to connect to when those of the modules must be made.</param>
    /// <exception cref="StartupException">The connection string can't be read.</exception>
    public PostgresServer(string? connection, string maintenance)
    {
        _maintenance = maintenance;
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new StartupException("LOCKSTEP_STORE is postgres, but LOCKSTEP_POSTGRES is not set; set it to something like Host=localhost;Username=lockstep;Password=…");
        }

        try
        {
            _base = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new StartupException($"LOCKSTEP_POSTGRES can't be read ({error.Message}); write it like Host=localhost;Username=lockstep;Password=…", error);
        }

        Prefix = _base.Database is { Length: > 0 } database ? database : "lockstep";
    }

    /// <summary>What the names of all databases begin with.</summary>
    public string Prefix { get; }

    /// <summary>Host and port.</summary>
    public string Place => $"{_base.Host}:{_base.Port}";

    /// <summary>The name of a module's database.</summary>
    public string DatabaseOf(string module) => $"{Prefix}_{module}";

    internal string Pooled(string module, PostgresOptions options) => new NpgsqlConnectionStringBuilder(Settings(DatabaseOf(module), "lockstep", options).ConnectionString)
    {
        MaxPoolSize = options.ConnectionsMax,
        MaxAutoPrepare = 500,
        AutoPrepareMinUsages = 2,

        // Nothing is left behind on a connection that would have to be reset.
        NoResetOnClose = true,
    }.ConnectionString;

    internal string Apart(string module, string purpose, PostgresOptions options) =>
        new NpgsqlConnectionStringBuilder(Settings(DatabaseOf(module), $"lockstep {purpose}", options).ConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString;

    /// <summary>Makes the module's database when it is missing, checks the server, and brings the tables up to date.</summary>
    /// <exception cref="StartupException">Something is missing; the message says what.</exception>
    internal async Task PrepareAsync(string module, IReadOnlyList<SchemaScript> scripts, TimeProvider clock, ILogger logger)
    {
        try
        {
            await using var connection = await OpenOrCreateAsync(module);
            await CheckAsync(connection, clock, logger);
            await PostgresSchema.ApplyAsync(connection, module, scripts, clock.GetUtcNow());
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            throw new StartupException(Remedy(module, error), error);
        }
    }

    private NpgsqlConnectionStringBuilder Settings(string database, string application, PostgresOptions? options) => new(_base.ConnectionString)
    {
        Database = database,
        ApplicationName = application,
        Timeout = (int)(options?.ConnectTimeout ?? TimeSpan.FromSeconds(15)).TotalSeconds,

        // The server ends a late statement by itself; the client's limit is for a server that says nothing at all.
        CommandTimeout = (int)(options?.StatementTimeout.TotalSeconds ?? 0) + (options is null ? 0 : 5),
        Options = options is null
            ? "-c client_min_messages=warning"
            : FormattableString.Invariant($"-c statement_timeout={options.StatementTimeout.TotalMilliseconds:0} -c idle_in_transaction_session_timeout={options.SilenceMax.TotalMilliseconds:0} -c client_min_messages=warning"),
    };

    private async Task<NpgsqlConnection> OpenOrCreateAsync(string module)
    {
        var settings = new NpgsqlConnectionStringBuilder(Settings(DatabaseOf(module), "lockstep start", null).ConnectionString) { Pooling = false };
        try
        {
            return await OpenAsync(settings);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateAsync(settings);
            return await OpenAsync(settings);
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder settings)
    {
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sorts by bytes, knows letters of every script. Another process that makes it at the same moment is welcome.</summary>
    private async Task CreateAsync(NpgsqlConnectionStringBuilder settings)
    {
        await using var connection = await OpenAsync(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = _maintenance });
        var name = settings.Database!.Replace("\"", "\"\"", StringComparison.Ordinal);
        try
        {
            await RunAsync(connection, $"create database \"{name}\" template template0 encoding 'UTF8' locale 'C.UTF-8'");
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.WrongObjectType or PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.UndefinedObject)
        {
            await RunAsync(connection, $"create database \"{name}\" template template0 encoding 'UTF8'");
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Made meanwhile.
        }
    }

    private async Task CheckAsync(NpgsqlConnection connection, TimeProvider clock, ILogger logger)
    {
        await using var command = new NpgsqlCommand(
            "select current_setting('server_version_num')::int, current_setting('server_encoding'), pg_is_in_recovery(), (extract(epoch from clock_timestamp()) * 1000)::bigint",
            connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        if (row.GetInt32(0) < OldestVersion)
        {
            throw new StartupException($"The PostgreSQL server {Place} has version {row.GetInt32(0) / 10_000}; Lockstep needs 15 or later.");
        }

        if (row.GetString(1) is not "UTF8")
        {
            throw new StartupException($"The database {connection.Database} on {Place} is encoded in {row.GetString(1)}; make it anew with encoding 'UTF8'.");
        }

        if (row.GetBoolean(2))
        {
            throw new StartupException($"The PostgreSQL server {Place} is a standby, which takes no writes; set LOCKSTEP_POSTGRES to the primary.");
        }

        var skew = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3));
        if (skew.Duration() > SkewMax)
        {
            Skewed(logger, connection.Database, skew.TotalSeconds);
        }
    }

    private string Remedy(string module, Exception error)
    {
        var database = DatabaseOf(module);
        var user = _base.Username ?? Environment.UserName;
        return error is not PostgresException fault
            ? $"The PostgreSQL server {Place} can't be reached ({error.Message}); start it, or set LOCKSTEP_POSTGRES to another one."
            : fault.SqlState switch
            {
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    $"The PostgreSQL server {Place} does not let {user} in ({fault.MessageText}); correct user name and password in LOCKSTEP_POSTGRES.",
                PostgresErrorCodes.InvalidCatalogName =>
                    $"There is neither a database {database} nor {_maintenance} on {Place} ({fault.MessageText}); create {database}, or set Postgres__MaintenanceDatabase.",
                PostgresErrorCodes.InsufficientPrivilege =>
                    $"The role {user} may not do all that is needed on {Place} ({fault.MessageText}); let an administrator run: create database \"{database}\" owner \"{user}\" template template0 encoding 'UTF8' locale 'C.UTF-8'; or: alter role \"{user}\" createdb;",
                PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile =>
                    $"The PostgreSQL server {Place} lacks the extension pg_trgm ({fault.MessageText}); install its contrib package (Debian: postgresql, Red Hat: postgresql-contrib).",
                PostgresErrorCodes.TooManyConnections =>
                    $"The PostgreSQL server {Place} has no connection left ({fault.MessageText}); raise its max_connections, or lower Postgres__ConnectionsMax.",
                _ => $"The database {database} on {Place} can't be used: {fault.MessageText} (PostgreSQL error {fault.SqlState}).",
            };
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [LoggerMessage(1007, LogLevel.Warning, "the clock of this machine and that of the server of {Database} differ by {Seconds} s; set both by NTP, leases rely on it")]
    private static partial void Skewed(ILogger logger, string database, double seconds);
}
