using Lockstep.Host;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Runtime.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Lockstep.Tests.Support;

/// <summary>
/// Where tests keep the databases of a data folder: in it, or, with <c>LOCKSTEP_TEST_POSTGRES</c>, on that server under names of the
/// folder's own. So that the same tests run on both stores.
/// </summary>
internal static class TestDatabases
{
    public static readonly IReadOnlyList<string> Modules = [.. Program.Modules.Select(static module => module.Manifest.Name)];

    /// <summary>The connection string of the server; null when tests run on SQLite.</summary>
    public static string? Server { get; } =
        Environment.GetEnvironmentVariable("LOCKSTEP_TEST_POSTGRES") is { Length: > 0 } server ? server : null;

    public static bool IsPostgres => Server is not null;

    /// <summary>The settings that lead a host to the databases of a data folder.</summary>
    public static Dictionary<string, string?> SettingsOf(string folder) => Server is null
        ? []
        : new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LOCKSTEP_STORE"] = "postgres",
            ["LOCKSTEP_POSTGRES"] = new NpgsqlConnectionStringBuilder(Server) { Database = Prefix(folder) }.ConnectionString,
            ["Postgres:BookmarkDelay"] = "00:00:00.010",
        };

    /// <summary>Which schema scripts are for it.</summary>
    public static string ScriptKind => IsPostgres ? "postgres" : "sqlite";

    /// <summary>Opens the database of a module, with scripts, as a start does.</summary>
    public static async Task<IStore> OpenAsync(string folder, string module, IReadOnlyList<SchemaScript> scripts) =>
        IsPostgres
            ? await PostgresStore.OpenAsync(
                module, new PostgresServer(SettingsOf(folder)["LOCKSTEP_POSTGRES"], "postgres"), scripts, new PostgresOptions(),
                TimeProvider.System, NullLogger.Instance)
            : SqliteStore.Open(
                module, Path.Combine(folder, $"{module}.db"), scripts, new SqliteOptions(), LogSync.ToDisk, TimeProvider.System,
                NullLogger.Instance);

    /// <summary>How the store would run a query on a table that has grown large, step by step.</summary>
    public static async Task<IReadOnlyList<string>> PlanAsync(this IStore store, string sql, SqlValue[] values)
    {
        if (Server is null)
        {
            return await store.ReadAsync(reader => reader.QueryAsync($"explain query plan {sql}", static row => row.Text(3), values));
        }

        // The few rows of a test are read and sorted faster than any index finds them: forbid that, as many rows would.
        return await store.WriteAsync(async transaction =>
        {
            await transaction.SendAsync("set local enable_seqscan = off");
            await transaction.SendAsync("set local enable_bitmapscan = off");
            await transaction.SendAsync("set local enable_sort = off");
            return await transaction.QueryAsync($"explain {sql}", static row => row.Text(0), values);
        });
    }

    /// <summary>Drops the databases of a data folder, if there are any; those of modules that only a test has, by name.</summary>
    public static async Task DropAsync(string folder, params string[] others)
    {
        if (Server is null)
        {
            return;
        }

        await RunAsync(
            Modules
                .Union(others, StringComparer.Ordinal)
                .Select(module => $"drop database if exists \"{NameOf(folder, module)}\" with (force)"));
    }

    /// <summary>
    /// Gives a data folder the databases of another one, which nobody works on; file by file, which costs the server half as much as its
    /// log does.
    /// </summary>
    public static async Task CopyAsync(string from, string to)
    {
        if (Server is null)
        {
            return;
        }

        var existing = await NamesAsync(Prefix(from));
        await RunAsync(Modules.Where(module => existing.Contains(NameOf(from, module)))
            .Select(module => $"create database \"{NameOf(to, module)}\" template \"{NameOf(from, module)}\" strategy file_copy"));
    }

    /// <summary>What the database of a module is called on the server.</summary>
    public static string NameOf(string folder, string module) => $"{Prefix(folder)}_{module}";

    /// <summary>How somebody else connects to the database of a module, outside of any pool.</summary>
    public static string ConnectionOf(string folder, string module) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = NameOf(folder, module), Pooling = false }.ConnectionString;

    private static async Task<HashSet<string>> NamesAsync(string prefix)
    {
        await using var connection = await ConnectAsync();
        await using var query = new NpgsqlCommand("select datname from pg_database where starts_with(datname, $1)", connection)
        {
            Parameters = { new() { Value = prefix } },
        };
        await using var reader = await query.ExecuteReaderAsync();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>One by one: the server makes and drops databases outside of any transaction.</summary>
    private static async Task RunAsync(IEnumerable<string> commands)
    {
        await using var connection = await ConnectAsync();
        foreach (var sql in commands)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Database = "postgres" }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static string Prefix(string folder) =>
        "test_" + Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).Replace("lockstep-", "", StringComparison.Ordinal);
}
