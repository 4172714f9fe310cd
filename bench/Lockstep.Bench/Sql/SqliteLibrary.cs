using System.Runtime.InteropServices;
using SQLitePCL;

namespace Lockstep.Bench.Sql;

/// <summary>Binds to the operating system's SQLite, the same that Lockstep uses.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Loaded = new(Load);

    public static void Use() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (_, _, _) => NativeLibrary.Load("libsqlite3.so.0"));
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.sqlite3_initialize();
        return true;
    }
}
