using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>What a database says of itself in tables that both stores have.</summary>
internal static class ModuleCatalogue
{
    /// <summary>The scripts that made the tables.</summary>
    public static ValueTask<IReadOnlyList<AppliedScript>> ScriptsAsync(this IModuleTables tables) =>
        tables.Reader.QueryAsync(
            "select area, number, name from schema_scripts order by area, number",
            static row => new AppliedScript(row.Text(0), (int)row.Int64(1), row.Text(2)));

    /// <summary>Which master keys open the data keys, by their fingerprints; none when there are no data keys.</summary>
    public static ValueTask<IReadOnlyList<string>> MastersAsync(this IModuleTables tables) =>
        tables.Reader.QueryAsync("select distinct master from data_key_wraps order by master", static row => row.Text(0));
}
