using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Runtime.Storage.Sqlite;
using Npgsql;

namespace Lockstep.Backup;

/// <summary>
/// The databases of all modules for commands that only read, whether a process works on them or not. Used by one thread at a time. Each
/// read sees what is committed by then, so none keeps the databases from cleaning up.
/// </summary>
public abstract class StoredModules : IDisposable
{
    /// <summary>Where they are, for people.</summary>
    public abstract string Place { get; }

    /// <summary>What the module's database is called.</summary>
    public abstract string NameOf(string module);

    /// <summary>Those of the store that is used.</summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="connection">The connection string of <c>LOCKSTEP_POSTGRES</c>.</param>
    /// <exception cref="StartupException">The connection string can't be read.</exception>
    public static StoredModules Of(StoreKind store, string folder, string? connection) =>
        store is StoreKind.Postgres ? OnServer(connection) : InFolder(folder);

    /// <summary>The files of a data folder.</summary>
    public static StoredModules InFolder(string folder) => new StoredFiles(folder);

    /// <summary>The databases of a PostgreSQL server.</summary>
    /// <param name="connection">The connection string of <c>LOCKSTEP_POSTGRES</c>.</param>
    /// <exception cref="StartupException">The connection string can't be read.</exception>
    public static StoredModules OnServer(string? connection)
    {
        var options = new PostgresOptions();
        return new StoredDatabases(new PostgresServer(connection, options.MaintenanceDatabase), options);
    }

    /// <summary>Whether there is a database of this module.</summary>
    /// <exception cref="StoreException">Nobody can tell.</exception>
    public async ValueTask<bool> HasAsync(string module) =>
        // The name may come from an audit entry and becomes part of a path: nothing but letters may stand in it.
        module.Length > 0 && module.All(char.IsAsciiLetterLower) && await IsThereAsync(module);

    /// <summary>Reads what is committed by now; keep it short, for the log of a file that is written to grows while it is read.</summary>
    /// <exception cref="StoreException">The database could not be read.</exception>
    public abstract ValueTask<T> ReadAsync<T>(string module, Func<IReader, ValueTask<T>> read);

    /// <inheritdoc />
    public abstract void Dispose();

    private protected abstract ValueTask<bool> IsThereAsync(string module);
}

/// <summary>The files of a data folder.</summary>
internal sealed class StoredFiles(string folder) : StoredModules
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, SqliteConnection> _open = new(StringComparer.Ordinal);

    public override string Place => folder;

    public override string NameOf(string module) => $"{module}.db";

    public override ValueTask<T> ReadAsync<T>(string module, Func<IReader, ValueTask<T>> read)
    {
        if (!_open.TryGetValue(module, out var connection))
        {
            _open[module] = connection = SqliteConnection.OpenToRead(PathOf(module), module, Patience);
        }

        return read(connection);
    }

    public override void Dispose()
    {
        foreach (var connection in _open.Values)
        {
            connection.Dispose();
        }

        _open.Clear();
    }

    private protected override ValueTask<bool> IsThereAsync(string module) => ValueTask.FromResult(File.Exists(PathOf(module)));

    private string PathOf(string module) => Path.Combine(folder, NameOf(module));
}

/// <summary>The databases of a PostgreSQL server, over a connection each that takes no writes.</summary>
internal sealed class StoredDatabases(PostgresServer server, PostgresOptions options) : StoredModules
{
    private readonly Dictionary<string, NpgsqlConnection?> _open = new(StringComparer.Ordinal);

    public override string Place => server.Place;

    public override string NameOf(string module) => server.DatabaseOf(module);

    public override async ValueTask<T> ReadAsync<T>(string module, Func<IReader, ValueTask<T>> read) =>
        await read(new PostgresReader((await OpenAsync(module))!, module));

    public override void Dispose()
    {
        foreach (var connection in _open.Values)
        {
            connection?.Dispose();
        }

        _open.Clear();
    }

    private protected override async ValueTask<bool> IsThereAsync(string module) => await OpenAsync(module) is not null;

    private async ValueTask<NpgsqlConnection?> OpenAsync(string module)
    {
        if (!_open.TryGetValue(module, out var connection))
        {
            _open[module] = connection = await ConnectAsync(module);
        }

        return connection;
    }

    private async Task<NpgsqlConnection?> ConnectAsync(string module)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await server.OpenApartAsync(module, "reader", options, CancellationToken.None);

            // A reader that is handed on can't write, whatever SQL it is given.
            await using var protect = new NpgsqlCommand("set default_transaction_read_only = on", connection);
            await protect.ExecuteNonQueryAsync();
            return connection;
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            return error is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName }
                ? null
                : throw PostgresErrors.From(module, error);
        }
    }
}
