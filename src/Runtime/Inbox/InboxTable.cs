using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Inbox;

/// <summary>Remembers which events took effect: step 3 of the life of a change.</summary>
public static class InboxTable
{
    private const int UuidBytes = 16;

    /// <summary>
    /// Notes an event down in the commit of its effect. False when it is there already: then its effect is too, and the
    /// caller does nothing.
    /// </summary>
    public static async ValueTask<bool> AcceptAsync(ITransaction transaction, string consumer, Guid eventId, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            "insert into inbox (consumer, event_id, at) values ($1, $2, $3) on conflict do nothing", consumer, eventId, now) == 1;

    /// <summary>
    /// Notes a batch down of which all are expected to be new; sent, not waited for. One that is there already fails the write by
    /// <see cref="UniqueViolationException"/>: <see cref="AcceptAllAsync"/> then tells which.
    /// </summary>
    public static ValueTask AddAllAsync(ITransaction transaction, string consumer, IReadOnlyList<Guid> eventIds, DateTimeOffset now) =>
        transaction.SendAsync(Insert(transaction.Dialect), consumer, Join(eventIds), now, Numbers(eventIds.Count));

    /// <summary>Notes a batch down in one statement: the ids that are new.</summary>
    public static async ValueTask<ISet<Guid>> AcceptAllAsync(
        ITransaction transaction, string consumer, IReadOnlyList<Guid> eventIds, DateTimeOffset now)
    {
        var accepted = await transaction.QueryAsync(
            $"{Insert(transaction.Dialect)} on conflict do nothing returning event_id",
            static row => row.Uuid(0), consumer, Join(eventIds), now, Numbers(eventIds.Count));
        return accepted.ToHashSet();
    }

    /// <summary>The ids travel as one value, and are cut out of it by their numbers.</summary>
    private static string Insert(SqlDialect dialect) =>
        // The cast is for PostgreSQL, whose substr takes no bigint; "where true" for SQLite, which would take the "on conflict" behind it
        // for the condition of a join.
        $"""
        insert into inbox (consumer, event_id, at)
        select $1, substr($2, cast(1 + {UuidBytes} * i.value as integer), {UuidBytes}), $3 from ({dialect.Integers("$4")}) as i where true
        """;

    private static byte[] Join(IReadOnlyList<Guid> eventIds)
    {
        var ids = new byte[UuidBytes * eventIds.Count];
        for (var i = 0; i < eventIds.Count; i++)
        {
            eventIds[i].TryWriteBytes(ids.AsSpan(UuidBytes * i), bigEndian: true, out _);
        }

        return ids;
    }

    private static SqlValue Numbers(int count) => SqlValue.List(Enumerable.Range(0, count).Select(static number => (long)number));
}
