using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// The way of events from a commit to the relay, which differs by store: where writes never overlap, an event gets its position in the
/// commit that makes it; where they do, the relay gives it afterwards, so that no late commit is overtaken.
/// </summary>
internal interface IEventQueue
{
    /// <summary>The newest committed position; null where this process can't tell.</summary>
    long? LastPosition { get; }

    /// <summary>
    /// The position up to which a read sees all events, and none beyond, asked in its snapshot; null when nobody can tell.
    /// </summary>
    ValueTask<long?> SeenAsync(IReader reader);

    /// <summary>How many events are known to be committed and not handed over yet.</summary>
    long CountWaiting(long handedOver);

    /// <summary>Adds the history of a change and its event, in the commit of the change, and wakes the relay after it.</summary>
    /// <param name="transaction">The commit of the change.</param>
    /// <param name="published">The event; its position comes from here.</param>
    /// <param name="salt">What stands beside the payload, so that its digest tells nothing once the payload was erased.</param>
    ValueTask AddAsync(ITransaction transaction, OutboxEvent published, byte[] salt);

    /// <summary>The same for many changes of one commit, each with a salt of its own.</summary>
    async ValueTask AddManyAsync(ITransaction transaction, IReadOnlyList<OutboxEvent> published, IReadOnlyList<byte[]> salts)
    {
        for (var i = 0; i < published.Count; i++)
        {
            await AddAsync(transaction, published[i], salts[i]);
        }
    }

    /// <summary>The events after a position, in their order; none when there are no others for now.</summary>
    /// <param name="held">The lease of the relay, which gives positions where they are not there yet.</param>
    /// <param name="after">Up to which position events were handed over.</param>
    /// <param name="limit">The most events.</param>
    /// <param name="ct">Ends the work.</param>
    /// <exception cref="LeaseLostException">Another relay works on the database.</exception>
    Task<IReadOnlyList<OutboxEvent>> NextAsync(Lease held, long after, int limit, CancellationToken ct);

    /// <summary>Waits until there may be events, at most so long.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken ct);
}
