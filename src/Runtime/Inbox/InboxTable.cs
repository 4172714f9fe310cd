using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Inbox;

/// <summary>Remembers which events took effect: step 3 of the life of a change.</summary>
public static class InboxTable
{
    /// <summary>
    /// Notes an event down in the commit of its effect. False when it is there already: then its effect is too, and the
    /// caller does nothing.
    /// </summary>
    public static async ValueTask<bool> AcceptAsync(ITransaction transaction, string consumer, Guid eventId, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            "insert into inbox (consumer, event_id, at) values ($1, $2, $3) on conflict do nothing", consumer, eventId, now) == 1;
}
