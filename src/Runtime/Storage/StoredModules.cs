using Lockstep.Runtime.Storage.Sqlite;

namespace Lockstep.Runtime.Storage;

/// <summary>
/// The databases of a data folder for commands that only read, whether a process works on them or not. Used by one thread at a time.
/// </summary>
public sealed class StoredModules(string folder) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, SqliteConnection> _open = new(StringComparer.Ordinal);

    /// <summary>Whether there is a database of this module.</summary>
    public bool Has(string module) => module.All(char.IsAsciiLetterLower) && File.Exists(PathOf(module));

    /// <summary>Reads what is committed by now; keep it short, for the log of a database that is written to grows while it is read.</summary>
    /// <exception cref="StoreException">The database could not be read.</exception>
    public ValueTask<T> ReadAsync<T>(string module, Func<IReader, ValueTask<T>> read)
    {
        if (!_open.TryGetValue(module, out var connection))
        {
            _open[module] = connection = SqliteConnection.OpenToRead(PathOf(module), module, Patience);
        }

        return read(connection);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var connection in _open.Values)
        {
            connection.Dispose();
        }

        _open.Clear();
    }

    private string PathOf(string module) => Path.Combine(folder, $"{module}.db");
}
