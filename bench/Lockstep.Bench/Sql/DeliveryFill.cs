using System.Globalization;

namespace Lockstep.Bench.Sql;

/// <summary>
/// Puts many deliveries of the shipped flow straight into the database of a stopped server: dead letters, or such as are due one day.
/// </summary>
internal static class DeliveryFill
{
    /// <summary>Further ahead than a month the server takes for the work of a clock that was wrong.</summary>
    private static readonly long Later = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
    private const long Then = 1_700_000_000_000;

    /// <summary>Of customers 1 and on.</summary>
    public static void Run(string file, int deliveries, bool areDead)
    {
        using var database = new Database(file);
        database.Run("pragma synchronous = off; pragma cache_size = -400000; pragma temp_store = memory; begin immediate");
        var insert = database.Prepare(areDead
            ? """
            insert into deliveries (flow, target, subject, version, part, state, attempts, replays, due_at, changed_at, created_at,
              finished_at, cause, message, fingerprint, payload)
            values ('welcome-package', 'inventory', ?, 1, 0, 'dead', 1, 0, ?, ?, ?, 1700000000000, 'target-refused', 'No.', 'bench', ?)
            """
            : """
            insert into deliveries (flow, target, subject, version, part, state, attempts, replays, due_at, changed_at, created_at, payload)
            values ('welcome-package', 'inventory', ?, 1, 0, 'pending', 1, 0, ?, ?, ?, ?)
            """);
        for (var number = 1L; number <= deliveries; number++)
        {
            var id = number.ToString(CultureInfo.InvariantCulture);
            insert.Add($"customers/{id}").Add(areDead ? Then : Later + number).Add(Then + number).Add(Then + number)
                .Add($$"""{"id":{{id}},"name":"Customer {{id}}","status":"active","version":1}""").Run();
        }

        database.Run("commit; pragma wal_checkpoint(truncate)");
    }
}
