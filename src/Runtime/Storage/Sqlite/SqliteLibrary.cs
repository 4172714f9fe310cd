using SQLitePCL;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>The SQLite that comes with the program, set up before the first database is opened.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Loaded = new(Load);

    public static void Use() => _ = Loaded.Value;

    private static bool Load()
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());

        // Each connection belongs to one thread at a time and nobody reads SQLite's memory statistics: no locks around either.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        raw.sqlite3_initialize();
        return true;
    }
}
