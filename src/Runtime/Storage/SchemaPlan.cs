namespace Lockstep.Runtime.Storage;

/// <summary>Which scripts a database lacks; refuses one that this program does not know.</summary>
internal static class SchemaPlan
{
    /// <summary>The scripts to apply, in their order.</summary>
    /// <param name="store">The module whose database it is.</param>
    /// <param name="scripts">All scripts that this program knows.</param>
    /// <param name="applied">Checksums of those that the database has.</param>
    /// <exception cref="StartupException">The database was made by another program, or a newer one.</exception>
    public static IReadOnlyList<SchemaScript> Missing(
        string store, IReadOnlyList<SchemaScript> scripts, IReadOnlyDictionary<(string Area, int Number), string> applied)
    {
        var known = scripts.ToDictionary(script => (script.Area, script.Number));
        foreach (var (key, checksum) in applied)
        {
            if (!known.TryGetValue(key, out var script))
            {
                throw new StartupException(
                    $"{store}: the database has schema script {key.Area} {key.Number:0000}, which this program does not know; start the "
                        + "newer Lockstep that made it, or restore a backup of before.");
            }

            if (!string.Equals(checksum, script.Checksum, StringComparison.Ordinal))
            {
                throw new StartupException(
                    $"{store}: schema script {key.Area} {key.Number:0000} is not the one that made this database; use the Lockstep version "
                        + "that made it, or restore a backup.");
            }
        }

        return [.. scripts.Where(script => !applied.ContainsKey((script.Area, script.Number)))];
    }
}
