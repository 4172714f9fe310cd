using SQLitePCL;

namespace Lockstep.Conformance.Support;

/// <summary>Works on a database behind the back of the system.</summary>
internal static class SqliteFile
{
    /// <summary>Runs statements on a file that no host has open. The library must be loaded: start a host before.</summary>
    public static Task RunAsync(string file, string sql) => Task.Run(() =>
    {
        raw.sqlite3_open(file, out var database).ShouldBe(raw.SQLITE_OK);
        using (database)
        {
            raw.sqlite3_exec(database, sql).ShouldBe(raw.SQLITE_OK);
        }
    });
}
