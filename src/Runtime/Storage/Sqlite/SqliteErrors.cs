using SQLitePCL;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>Turns SQLite's result codes into the exceptions of the store seam.</summary>
internal static class SqliteErrors
{
    private const string UniquePrefix = "UNIQUE constraint failed: ";

    public static Exception From(sqlite3 db, string store, int code)
    {
        var message = raw.sqlite3_errmsg(db).utf8_to_string();
        if ((code & 0xff) == raw.SQLITE_CONSTRAINT && message.StartsWith(UniquePrefix, StringComparison.Ordinal))
        {
            return new UniqueViolationException(message[UniquePrefix.Length..]);
        }

        return new StoreFailedException(FaultOf(code), $"{store}: {message} (SQLite result {code}).");
    }

    public static StoreFault FaultOf(int code) => (code & 0xff) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StoreFault.Busy,
        raw.SQLITE_FULL => StoreFault.Full,
        raw.SQLITE_IOERR or raw.SQLITE_NOMEM => StoreFault.InputOutput,
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => StoreFault.ReadOnly,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StoreFault.Corrupt,
        _ => StoreFault.Statement,
    };
}
