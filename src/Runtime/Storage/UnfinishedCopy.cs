using Npgsql;

namespace Lockstep.Runtime.Storage;

/// <summary>
/// Marks databases that a restore or a move to PostgreSQL has begun to fill: a file in the data folder, a table on PostgreSQL. No server
/// starts on them, or it would work with half of the records. The mark is there before the first row and goes after the last check.
/// </summary>
internal static class UnfinishedCopy
{
    /// <summary>The table that is only there while a copy is under way.</summary>
    public const string Table = "unfinished_copy";

    /// <summary>What the names of files end with for as long as a restore writes them.</summary>
    public const string Suffix = ".restoring";

    private const string FileName = "restore.unfinished";

    /// <summary>The file that marks a data folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, FileName);

    /// <exception cref="StartupException">The data folder is marked.</exception>
    public static void RefuseIn(string folder)
    {
        if (File.Exists(FileIn(folder)))
        {
            throw new StartupException(
                $"A restore into {folder} has not come to its end; run the same lockstep restore again, which starts over.");
        }
    }

    /// <exception cref="StartupException">The database is marked.</exception>
    public static async Task RefuseAsync(NpgsqlConnection connection)
    {
        if (await IsInAsync(connection))
        {
            throw new StartupException(
                $"A restore or move into the database {connection.Database} has not come to its "
                    + "end; run the same lockstep restore or migrate-store again.");
        }
    }

    /// <summary>Whether a database on PostgreSQL is marked.</summary>
    public static async Task<bool> IsInAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand($"select to_regclass('{Table}') is not null", connection);
        return await command.ExecuteScalarAsync() is true;
    }
}
