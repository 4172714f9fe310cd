namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>Brings a database up to date, script by script, all in one transaction.</summary>
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
        foreach (var script in SchemaPlan.Missing(store, scripts, Applied(connection)))
        {
            connection.RunScript(script.Sql);
            connection.Run(
                "insert into schema_scripts (area, number, name, checksum, applied_at) values ($1, $2, $3, $4, $5)",
                [script.Area, script.Number, script.Name, script.Checksum, now]);
        }

        connection.Run("commit");
    }

    private static Dictionary<(string Area, int Number), string> Applied(SqliteConnection connection)
    {
        var rows = connection.QueryAsync(
            "select area, number, checksum from schema_scripts",
            row => (Key: (row.Text(0), (int)row.Int64(1)), Checksum: row.Text(2))).Result;
        return rows.ToDictionary(row => row.Key, row => row.Checksum);
    }
}
