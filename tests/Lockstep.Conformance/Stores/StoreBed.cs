using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Runtime.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Lockstep.Conformance.Stores;

/// <summary>A database with one table of notes, on one kind of store; goes with the test.</summary>
internal abstract class StoreBed : IAsyncDisposable
{
    public const string Insert = "insert into notes (text) values ($1)";
    private IStore? _store;

    public IStore Store => _store ?? throw new InvalidOperationException("The database is not open.");

    /// <summary>The script of the table of notes.</summary>
    public abstract string Notes { get; }

    /// <summary>The time that passes for the store itself.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    protected TempFolder Folder { get; } = new();

    public static StoreBed OnSqlite(TimeProvider? clock = null) => new SqliteBed { Clock = clock ?? TimeProvider.System };

    public static StoreBed OnPostgres(TimeProvider? clock = null) => new PostgresBed { Clock = clock ?? TimeProvider.System };

    /// <summary>Opens the database, or closes it and opens it again, as a restart does.</summary>
    public async Task OpenAsync(params string[] scripts)
    {
        await CloseAsync();
        _store = await ConnectAsync(scripts.Length == 0 ? [Notes] : scripts);
    }

    public async Task CloseAsync()
    {
        switch (_store)
        {
            case IAsyncDisposable apart:
                await apart.DisposeAsync();
                break;
            case IDisposable apart:
                apart.Dispose();
                break;
        }

        _store = null;
    }

    public Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write) => Store.WriteAsync(write, CancellationToken.None).SoonAsync();

    public Task<int> AddAsync(string text) => WriteAsync(transaction => transaction.ExecuteAsync(Insert, text));

    public Task<int> RunAsync(string sql, params SqlValue[] values) => WriteAsync(transaction => transaction.ExecuteAsync(sql, values));

    public async Task<IReadOnlyList<string>> NotesAsync() =>
        await QueryAsync("select text from notes order by id", static row => row.Text(0));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params SqlValue[] values) =>
        await Store.ReadAsync(reader => reader.QueryAsync(sql, read, values), CancellationToken.None);

    public async Task<long> NumberAsync(string sql, params SqlValue[] values) =>
        await Store.ReadAsync(reader => reader.FirstAsync(sql, static row => row.Int64(0), values), CancellationToken.None);

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Folder.Dispose();
    }

    protected static IReadOnlyList<SchemaScript> Scripts(string kind, string[] own) =>
    [
        .. SchemaScript.In(typeof(IStore).Assembly, "runtime", kind),
        .. own.Select((sql, index) => new SchemaScript("notes", index + 1, "notes", sql)),
    ];

    protected abstract Task<IStore> ConnectAsync(string[] scripts);

    private sealed class SqliteBed : StoreBed
    {
        public override string Notes =>
            "create table notes (id integer primary key, text text not null unique, data blob, number integer) strict;";

        protected override Task<IStore> ConnectAsync(string[] scripts) => Task.FromResult<IStore>(SqliteStore.Open(
            "notes", Folder.File("notes.db"), Scripts("sqlite", scripts),
            new SqliteOptions { BookmarkDelay = TimeSpan.FromMilliseconds(5) }, LogSync.ToDisk, Clock, NullLogger.Instance));
    }
}

/// <summary>The same on PostgreSQL: by default on the server of <c>LOCKSTEP_TEST_POSTGRES</c>, which must be there.</summary>
internal sealed class PostgresBed : StoreBed
{
    public override string Notes =>
        "create table notes (id bigint generated always as identity primary key, text text "
            + "collate \"C\" not null unique, data bytea, number bigint);";

    public PostgresOptions Options { get; init; } = new() { BookmarkDelay = TimeSpan.FromMilliseconds(5) };

    /// <summary>The connection string of the server.</summary>
    public string Server { get; init; } = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_POSTGRES") is { Length: > 0 } server
        ? server
        : throw new InvalidOperationException("LOCKSTEP_TEST_POSTGRES names no server: ./test starts one.");

    public string Database => $"{Prefix}_notes";

    private string Prefix => "bed_" + Path.GetFileName(Folder.Path).Replace("lockstep-test-", "", StringComparison.Ordinal);

    /// <summary>The store as another process has it, or one that comes by another way.</summary>
    public async Task<PostgresStore> ConnectAsync(string? server = null, PostgresOptions? options = null) => await PostgresStore.OpenAsync(
        "notes", ServerOf(server ?? Server), Scripts("postgres", [Notes]), options ?? Options, Clock, NullLogger.Instance);

    /// <summary>Runs a statement beside the store.</summary>
    public Task<object?> AsideAsync(string sql) => AsideAsync(Server, Database, sql);

    public static async Task<object?> AsideAsync(string server, string database, string sql)
    {
        await using var connection = await Databases.OpenAsync(
            new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await AsideAsync(Server, "postgres", $"drop database if exists \"{Database}\" with (force)");
        await base.DisposeAsync();
    }

    protected override async Task<IStore> ConnectAsync(string[] scripts) => await PostgresStore.OpenAsync(
        "notes", ServerOf(Server), Scripts("postgres", scripts), Options, Clock, NullLogger.Instance);

    private PostgresServer ServerOf(string server) =>
        new(new NpgsqlConnectionStringBuilder(server) { Database = Prefix }.ConnectionString, "postgres");
}
