using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Which erasures there were: by their number a process sees whether a delivery that it has in memory is still what the table says. One of
/// this process is known with its commit, one of another process once somebody has asked since.
/// </summary>
internal sealed class Erasures(SyncDatabase database, IOptions<DispatchOptions> options)
{
    /// <summary>
    /// How long they are kept. What comes in later than that comes from the table of events, where what was erased says nothing any more.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly TimeSpan _look = options.Value.ErasureLook;
    private readonly Lock _gate = new();
    private Task<long>? _asking;
    private long _known;
    private long? _askedAt;

    /// <summary>
    /// Notes one down, in its commit. Whoever adds deliveries or notes attempts down has ended by then, or will see it.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="subject">Whose record is erased, for example <c>customers/42</c>.</param>
    /// <param name="mentions">How others mention it, for <c>like</c>; null when none do.</param>
    public async ValueTask NoteAsync(ITransaction transaction, string subject, string? mentions)
    {
        await DeliveryTable.CloseAsync(transaction);
        var id = await transaction.FirstAsync(
            "insert into erasures (subject, mentions, at) values ($1, $2, $3) returning id", static row => row.Int64(0), subject, mentions,
            database.Clock.GetUtcNow());

        // By a hook, not behind the write's return: in between something about the person could go out.
        transaction.OnCommitted(() => Learn(id));
    }

    /// <summary>Whether somebody was erased since a delivery was read, so that it must be read once more.</summary>
    /// <exception cref="StoreException">The database could not be asked.</exception>
    public async ValueTask<bool> AnySinceAsync(Delivery delivery) =>
        Volatile.Read(ref _known) > delivery.Erasures || (!IsFresh() && await AskAsync() > delivery.Erasures);

    private bool IsFresh()
    {
        lock (_gate)
        {
            return _askedAt is { } at && database.Clock.GetElapsedTime(at) < _look;
        }
    }

    /// <summary>
    /// One question for all that ask at a time. A question that was under way already may have been answered before the erasure that
    /// somebody asks about, by as long as an answer takes.
    /// </summary>
    private Task<long> AskAsync()
    {
        lock (_gate)
        {
            return _asking is { IsCompleted: false } asking ? asking : _asking = ReadAsync(database.Clock.GetTimestamp());
        }
    }

    private async Task<long> ReadAsync(long askedAt)
    {
        var number = await database.Store.AskAsync(
            reader => reader.FirstAsync($"select {Delivery.NewestErasure}", static row => row.Int64(0)));

        // The number before the time: whoever finds the answer fresh must not go by the number before it. It is as old as its question, for
        // what comes behind that is not in it.
        Learn(number);
        lock (_gate)
        {
            _askedAt = askedAt;
        }

        return number;
    }

    /// <summary>Numbers only grow: the newest row is never removed.</summary>
    private void Learn(long number)
    {
        lock (_gate)
        {
            Volatile.Write(ref _known, Math.Max(_known, number));
        }
    }
}
