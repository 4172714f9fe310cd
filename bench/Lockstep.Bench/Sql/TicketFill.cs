namespace Lockstep.Bench.Sql;

/// <summary>
/// Puts many tickets straight into the database of a stopped server: what lists read, so no comments, no history and no events. None is
/// late, so that nothing is escalated meanwhile.
/// </summary>
internal static class TicketFill
{
    private const long Later = 4_000_000_000_000;
    private static readonly string[] Priorities = ["low", "normal", "high", "urgent"];

    /// <summary>All that there are.</summary>
    public static string[] Statuses { get; } = ["open", "in_progress", "waiting", "resolved", "closed"];

    public static void Run(string file, int tickets)
    {
        using var database = new Database(file);
        database.Run("pragma synchronous = off; pragma cache_size = -400000; pragma temp_store = memory; begin immediate");
        var insert = database.Prepare("""
            insert into tickets (customer_id, external_id, external_key, source, source_key, subject, description, priority, status, queue,
              queue_key, first_answer_due_at, due_at, paused_seconds, search, own_search, version, created_at, updated_at)
            values (?, ?, ?, 'bench', 'bench', ?, 'It came like that.', ?, ?, ?, ?, ?, ?, 0, ?, ?, 1, ?, ?)
            """);
        for (var number = 1L; number <= tickets; number++)
        {
            Insert(insert, number);
        }

        database.Run($"""
            insert into tickets_search (tickets_search) values ('rebuild');
            insert into counters (name, shard, value) values ('tickets', 0, {tickets})
              on conflict (name, shard) do update set value = excluded.value;
            commit;
            pragma wal_checkpoint(truncate)
            """);
    }

    private static void Insert(Statement insert, long number)
    {
        var (at, due) = (1_700_000_000_000 + number, Later + (number * 7_919 % 1_000_003));
        var (key, subject) = ($"t-{number}", $"The parcel of {Person.Number(number, "list").Name} is open");
        var queue = $"queue {number % 20}";
        var search = $"{key}\n{subject.ToLowerInvariant()}\nit came like that.";
        insert.Add((number % 5_000) + 1).Add(key).Add(key).Add(subject).Add(Priorities[number % Priorities.Length])
            .Add(Statuses[number % Statuses.Length]).Add(queue).Add(queue).Add(due).Add(due).Add(search).Add(search).Add(at).Add(at).Run();
    }
}
