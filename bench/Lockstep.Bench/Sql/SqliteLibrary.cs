using SQLitePCL;

namespace Lockstep.Bench.Sql;

/// <summary>The SQLite that Lockstep brings, with its own settings.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Loaded = new(Load);

    public static void Use() => _ = Loaded.Value;

    private static bool Load()
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.sqlite3_initialize();
        return true;
    }
}
