using Lockstep.Host;
using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Conformance.Support;

/// <summary>The modules' databases of one site on a PostgreSQL server.</summary>
internal sealed class Databases(string server, string prefix)
{
    public static readonly IReadOnlyList<string> Modules = [.. Lockstep.Host.Program.Modules.Select(static module => module.Manifest.Name)];

    /// <summary>The server that <c>./test</c> starts for the whole run.</summary>
    public static string ServerOfTheRun => Environment.GetEnvironmentVariable("LOCKSTEP_TEST_POSTGRES") is { Length: > 0 } server
        ? server
        : throw new InvalidOperationException(
            "LOCKSTEP_TEST_POSTGRES is not set. ./test starts a server and sets it; by hand: eng/postgres.sh start FOLDER, then "
                + "Host=127.0.0.1;Port=…;Username=lockstep.");

    public string Server => server;

    /// <summary>What <c>LOCKSTEP_POSTGRES</c> must say.</summary>
    public string Connection => new NpgsqlConnectionStringBuilder(server) { Database = prefix }.ConnectionString;

    public string NameOf(string module) => $"{prefix}_{module}";

    /// <summary>Runs statements on a module's database behind the back of the system.</summary>
    public Task RunAsync(string module, string sql) => RunOnAsync(To(NameOf(module)), sql);

    /// <summary>The first value of the first row.</summary>
    public async Task<T> FirstAsync<T>(string module, string sql)
    {
        await using var connection = await OpenAsync(To(NameOf(module)));
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>File by file, which costs the server half as much as its log does.</summary>
    public Task CloneAsync(Databases other) =>
        EachAsync(module => $"create database \"{NameOf(module)}\" template \"{other.NameOf(module)}\" strategy file_copy");

    public Task DropAsync() => EachAsync(module => $"drop database if exists \"{NameOf(module)}\" with (force)");

    public static async Task RunOnAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Lets the time of all leases run out. Nobody but the test knows that their holder is dead, and others would wait for that time.
    /// </summary>
    public Task EndLeasesAsync() => Task.WhenAll(Modules.Select(EndLeasesAsync));

    /// <summary>Who died before it had made a module's database held nothing there.</summary>
    private async Task EndLeasesAsync(string module)
    {
        try
        {
            await RunAsync(module, "update leases set expires_at = 0");
        }
        catch (PostgresException missing)
            when (missing.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable)
        {
            return;
        }
    }

    /// <summary>Runs a statement for each module beside its database, one by one on one connection, which costs the server least.</summary>
    private async Task EachAsync(Func<string, string> sql)
    {
        await using var connection = await OpenAsync(To("postgres"));
        foreach (var module in Modules)
        {
            await using var command = new NpgsqlCommand(sql(module), connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A connection outside of any pool.</summary>
    public static Task<NpgsqlConnection> OpenAsync(string connectionString) =>
        PostgresServer.OpenAsync(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });

    private string To(string database) => new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;
}
