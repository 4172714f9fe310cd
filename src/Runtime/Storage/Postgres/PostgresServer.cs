using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>The server that holds the databases of all modules, and how to connect to each.</summary>
public sealed partial class PostgresServer
{
    /// <summary>
    /// A write finds rows by their keys. A plan is made once and kept: one that is made while the tables are small would read them from end
    /// to end, and go on doing so until they are big and somebody has looked at their statistics.
    /// </summary>
    private const string KeyedPlans =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";
    private static readonly TimeSpan SilenceAtStartMax = TimeSpan.FromMinutes(1);
    private readonly NpgsqlConnectionStringBuilder _base;
    private readonly string _maintenance;

    /// <param name="connection">
    /// The connection string of <c>LOCKSTEP_POSTGRES</c>; its database is the prefix of the modules' databases.
    /// </param>
    /// <param name="maintenance">The database to connect to when those of the modules must be made.</param>
    /// <exception cref="StartupException">
    /// The connection string can't be read, or asks for connections that the stores can't work with.
    /// </exception>
    public PostgresServer(string? connection, string maintenance)
    {
        _maintenance = maintenance;
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new StartupException("LOCKSTEP_STORE is postgres, but LOCKSTEP_POSTGRES is not set; set it to something like "
                + "Host=localhost;Username=lockstep;Password=…");
        }

        try
        {
            _base = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new StartupException(
                $"LOCKSTEP_POSTGRES can't be read ({error.Message}); write it like Host=localhost;Username=lockstep;Password=…", error);
        }

        if (string.IsNullOrWhiteSpace(_base.Host))
        {
            throw new StartupException("LOCKSTEP_POSTGRES names no server; write it like Host=localhost;Username=lockstep;Password=…");
        }

        PostgresKeywords.Refuse(_base);
        Prefix = _base.Database is { Length: > 0 } database ? database : "lockstep";
    }

    /// <summary>What the names of all databases begin with.</summary>
    public string Prefix { get; }

    /// <summary>Host and port.</summary>
    public string Place => $"{_base.Host}:{_base.Port}";

    /// <summary>The name of a module's database.</summary>
    public string DatabaseOf(string module) => $"{Prefix}_{module}";

    /// <summary>The pool for reads, and for writes that run by themselves.</summary>
    internal NpgsqlDataSource Pool(string module, PostgresOptions options) => Source(Pooled(module, options));

    /// <summary>The pool for groups of writes, which give up soon where they would wait for a lock.</summary>
    internal NpgsqlDataSource Lanes(string module, PostgresOptions options)
    {
        var settings = Pooled(module, options);
        settings.MaxPoolSize = options.LanesMax;
        settings.Options += FormattableString.Invariant($" -c lock_timeout={options.GroupLockWait.TotalMilliseconds:0} {KeyedPlans}");
        return Source(settings);
    }

    /// <summary>A connection that is in no pool, for one purpose of its own, which shows in the server's list of sessions.</summary>
    internal Task<NpgsqlConnection> OpenApartAsync(string module, string purpose, PostgresOptions options, CancellationToken ct)
    {
        var settings = Settings(DatabaseOf(module), $"lockstep {purpose}", options);

        // It says nothing for hours: without signs of life nobody would find out that it is cut, and what it held is gone.
        (settings.Pooling, settings.KeepAlive) = (false, 30);
        return OpenAsync(settings, ct);
    }

    /// <summary>A connection as the settings say, which are without a pool: it outlasts what opened it, and that keeps no other.</summary>
    internal static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder settings, CancellationToken ct = default)
    {
        await using var source = Source(settings);
        return await source.OpenConnectionAsync(ct);
    }

    /// <summary>A connection to a module's database for a copy, which takes as long as it takes.</summary>
    /// <param name="module">The module.</param>
    /// <param name="purpose">Shows in the server's list of sessions.</param>
    /// <param name="create">Whether to make the database when it is missing.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="StartupException">It can't be opened; the message says why.</exception>
    internal async Task<NpgsqlConnection> OpenApartAsync(string module, string purpose, bool create, CancellationToken ct)
    {
        var settings = Settings(DatabaseOf(module), $"lockstep {purpose}", null);
        (settings.Pooling, settings.KeepAlive) = (false, 30);
        settings.Options = "-c client_min_messages=warning -c statement_timeout=0 -c idle_in_transaction_session_timeout=0";
        try
        {
            ct.ThrowIfCancellationRequested();
            return create ? await OpenOrCreateAsync(settings, RemediesOf(module)) : await OpenAsync(settings, ct);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            throw Explain(module, error);
        }
    }

    /// <summary>What is wrong with a module's database, in one line with the remedy.</summary>
    internal StartupException Explain(string module, Exception error) => new(RemediesOf(module).For(error), error);

    private PostgresRemedies RemediesOf(string module) =>
        new(Place, _base.Username ?? Environment.UserName, DatabaseOf(module), _maintenance);

    private NpgsqlConnectionStringBuilder StartSettings(string module) =>
        new(Settings(DatabaseOf(module), "lockstep start", null).ConnectionString) { Pooling = false };

    /// <summary>Opens connections, with a pool or without.</summary>
    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings)
    {
        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);

        // Only types that every server has are used: asking a database for its own is a query over its whole catalogue, for each pool and
        // each connection outside of one.
        source.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
        return source.Build();
    }

    private NpgsqlConnectionStringBuilder Pooled(string module, PostgresOptions options)
    {
        var settings = Settings(DatabaseOf(module), "lockstep", options);
        (settings.MinPoolSize, settings.MaxPoolSize) = (0, options.ConnectionsMax);

        // Nothing is left behind on a connection that would have to be reset.
        (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages, settings.NoResetOnClose) = (options.StatementsMax, 2, true);
        return settings;
    }

    /// <summary>What the connection string's own settings say stays, where ours do not say otherwise.</summary>
    private NpgsqlConnectionStringBuilder Settings(string database, string application, PostgresOptions? options) =>
        new(_base.ConnectionString)
        {
            Database = database,
            ApplicationName = application,
            Timeout = (int)(options?.ConnectTimeout ?? TimeSpan.FromSeconds(15)).TotalSeconds,

            // The server ends a late statement by itself; the client's limit is for a server that says nothing at all.
            CommandTimeout = (int)(options?.StatementTimeout.TotalSeconds ?? 0) + (options is null ? 0 : 5),
            Options = string.Join(
                    ' ',
                    _base.Options,
                    FormattableString.Invariant($"-c statement_timeout={options?.StatementTimeout.TotalMilliseconds ?? 0:0}"),
                    FormattableString.Invariant(
                        $"-c idle_in_transaction_session_timeout={(options?.SilenceMax ?? SilenceAtStartMax).TotalMilliseconds:0}"),
                    "-c jit=off -c client_min_messages=warning"
                )
                .Trim(),
        };
}
