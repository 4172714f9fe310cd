using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Bench.Sql;

/// <summary>Puts many keys of the first API client straight into the database of a stopped server.</summary>
internal static class KeyFill
{
    public static void Run(string file, int keys)
    {
        using var database = new Database(file);
        database.Run("begin immediate");
        var insert = database.Prepare("insert into api_keys (hash, client, name, created_at) values (?, 1, ?, ?)");
        for (var number = 0; number < keys; number++)
        {
            insert.AddBlob(SHA256.HashData(Encoding.ASCII.GetBytes(Secret(number)))).Add($"key {number}").Add(1_700_000_000_000L).Run();
        }

        database.Run("commit; pragma wal_checkpoint(truncate)");
    }

    public static string Secret(int number) => "lsk_bench" + number.ToString("D34", CultureInfo.InvariantCulture);
}
