namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>Brings a database up to date, script by script, all in one transaction; refuses what it does not know.</summary>
internal static class SqliteSchema
{
    public static void Apply(SqliteConnection connection, string store, IReadOnlyList<SchemaScript> scripts, DateTimeOffset now)
    {
        connection.Run("begin immediate");
        connection.Run("""
            create table if not exists schema_scripts (
              area text not null, number integer not null, name text not null, checksum text not null, applied_at integer not null,
              primary key (area, number)
            ) strict, without rowid
            """);
        var applied = Applied(connection);
        foreach (var script in scripts)
        {
            if (applied.Remove((script.Area, script.Number), out var checksum))
            {
                RefuseChanged(store, script, checksum);
                continue;
            }

            connection.RunScript(script.Sql);
            connection.Run(
                "insert into schema_scripts (area, number, name, checksum, applied_at) values ($1, $2, $3, $4, $5)",
                [script.Area, script.Number, script.Name, script.Checksum, now]);
        }

        RefuseNewer(store, applied.Keys);
        connection.Run("commit");
    }

    private static Dictionary<(string Area, int Number), string> Applied(SqliteConnection connection)
    {
        var rows = connection.QueryAsync(
            "select area, number, checksum from schema_scripts",
            row => (Key: (row.Text(0), (int)row.Int64(1)), Checksum: row.Text(2))).Result;
        return rows.ToDictionary(row => row.Key, row => row.Checksum);
    }

    private static void RefuseChanged(string store, SchemaScript script, string checksum)
    {
        if (!string.Equals(checksum, script.Checksum, StringComparison.Ordinal))
        {
            throw new StartupException(
                $"{store}: schema script {script.Area} {script.Number:0000} is not the one that made this database; use the Lockstep version that made it, or restore a backup.");
        }
    }

    private static void RefuseNewer(string store, IEnumerable<(string Area, int Number)> unknown)
    {
        foreach (var (area, number) in unknown)
        {
            throw new StartupException(
                $"{store}: the database has schema script {area} {number:0000}, which this program does not know; start the newer Lockstep that made it, or restore a backup of before.");
        }
    }
}
