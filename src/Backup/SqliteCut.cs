using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;

namespace Lockstep.Backup;

/// <summary>
/// Takes the cut of a data folder, also while a server works on it: with the write locks of all databases in hand nothing can be
/// committed, and what is read then is of one instant. The locks go at once; readers keep what they saw.
/// </summary>
internal sealed class SqliteCut(string folder, IReadOnlyList<string> modules, TimeProvider clock)
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Null when the locks could not be had in time: then all are free again.</summary>
    public async Task<Cut?> TryTakeAsync(CancellationToken ct)
    {
        var locks = new List<SqliteConnection>();
        var tables = new List<IModuleTables>();
        try
        {
            foreach (var module in modules)
            {
                locks.Add(SqliteConnection.Open(FileOf(module), module, new SqliteOptions { BusyTimeout = BusyTimeout, CacheKb = 256 }));

                // From here on without SQLite's patience: it sleeps up to 100 ms between two looks, and would miss a busy writer's gaps.
                locks[^1].Run("pragma busy_timeout = 0");
            }

            var startedAt = clock.GetTimestamp();
            if (!locks.TrueForAll(connection => TryBegin(connection, startedAt, ct)))
            {
                return null;
            }

            foreach (var module in modules)
            {
                tables.Add(SqliteTables.Open(module, FileOf(module), BusyTimeout));
            }

            var at = clock.GetUtcNow();
            locks.ForEach(connection => connection.Run("rollback"));
            var cut = new Cut(StoreKind.Sqlite, at, clock.GetElapsedTime(startedAt), [.. tables]);
            tables.Clear();
            return cut;
        }
        finally
        {
            locks.ForEach(connection => connection.Dispose());
            foreach (var table in tables)
            {
                await table.DisposeAsync();
            }
        }
    }

    private string FileOf(string module) => Path.Combine(folder, $"{module}.db");

    private bool TryBegin(SqliteConnection connection, long startedAt, CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                connection.Begin();
                return true;
            }
            catch (StoreException error) when (error.Fault is StoreFault.Busy)
            {
                if (clock.GetElapsedTime(startedAt) > Cut.PauseMax)
                {
                    return false;
                }

                // Not a sleep: a writer that commits group after group leaves a gap of microseconds.
                Thread.Yield();
            }
        }
    }
}
