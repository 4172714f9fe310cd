using System.Runtime.InteropServices;
using SQLitePCL;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>
/// Binds to the operating system's SQLite. The packages that restore bring 3.35.5, which knows neither STRICT tables nor the
/// <c>-&gt;&gt;</c> operator (ADR 0003).
/// </summary>
internal static class SqliteLibrary
{
    private const int OldestVersion = 3_037_000;
    private static readonly string[] Files = ["libsqlite3.so.0", "libsqlite3.dylib", "winsqlite3.dll", "sqlite3.dll"];
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <exception cref="StartupException">There is no SQLite here, or it is too old.</exception>
    public static void Use() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (_, _, _) => Find());
        raw.SetProvider(new SQLite3Provider_e_sqlite3());

        // Each connection belongs to one thread at a time and nobody reads SQLite's memory statistics: no locks around either.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        raw.sqlite3_initialize();
        if (raw.sqlite3_libversion_number() < OldestVersion)
        {
            throw new StartupException(
                $"SQLite {raw.sqlite3_libversion().utf8_to_string()} is too old; install 3.37 or later (Debian: apt-get install libsqlite3-0).");
        }

        return true;
    }

    private static IntPtr Find()
    {
        foreach (var file in Files)
        {
            if (NativeLibrary.TryLoad(file, out var handle))
            {
                return handle;
            }
        }

        throw new StartupException("SQLite is missing; install it (Debian: apt-get install libsqlite3-0).");
    }
}
