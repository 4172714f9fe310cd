using System.Threading.Channels;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// The outcomes of one target on their way into the table. While a commit is under way the next ones gather, and go in with one commit:
/// so what an attempt costs besides its call falls as more of them end. Workers go on meanwhile. Bounded: what a process that dies here
/// has sent and not noted down is sent once more, or asked about where that is not safe.
/// </summary>
/// <param name="store">The database.</param>
/// <param name="target">Where the attempts went.</param>
/// <param name="releases">Hears of the lanes' next deliveries, and of those that waited for a link.</param>
/// <param name="finish">Is told what became of each outcome.</param>
/// <param name="clock">The time.</param>
internal sealed class OutcomeQueue(
    IStore store, DeliveryTarget target, Releases releases, Action<Ended, RecordingEnd> finish, TimeProvider clock)
{
    private const int BatchMax = 256;

    private readonly Channel<Ended> _queue = Channel.CreateBounded<Ended>(new BoundedChannelOptions(
        target.RepeatsSafely ? BatchMax : Math.Min(BatchMax, target.Options.InFlightMax)) { SingleReader = true });

    /// <summary>Hands an outcome over; waits while too many are on their way.</summary>
    public ValueTask AddAsync(Ended ended) => _queue.Writer.WriteAsync(ended);

    /// <summary>Says that no more come.</summary>
    public void Complete() => _queue.Writer.Complete();

    /// <summary>Records until all are recorded and no more come.</summary>
    public async Task RunAsync()
    {
        var batch = new List<Ended>(BatchMax);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchMax && _queue.Reader.TryRead(out var ended))
            {
                batch.Add(ended);
            }

            await RecordAsync(batch);
            batch.Clear();
        }
    }

    /// <summary>
    /// What another process delivers by now is left out. When the rest can't be written, each goes by itself, so that one of which that is
    /// true keeps no other from the table.
    /// </summary>
    private async Task RecordAsync(IReadOnlyList<Ended> batch)
    {
        while (batch.Count > 0)
        {
            try
            {
                var recorded = await DeliveryRecorder.RecordAsync(store, target, batch, clock, releases);
                FinishAll(batch, ended => new RecordingEnd(recorded.Contains(ended.Outcome.Delivery.Id)));
                return;
            }
            catch (LeaseLostException lost)
            {
                // The commit left nothing behind. What is under that lease is its new holder's, who finds it pending; the others go in
                // anew.
                FinishAll(batch.Where(ended => IsUnder(lost, ended)), _ => new RecordingEnd(Lost: lost));
                batch = [.. batch.Where(ended => !IsUnder(lost, ended))];
            }
            catch (Exception error) when (batch.Count == 1 || IsPassing(error))
            {
                // Not kept for another try: more would gather behind it, and in the table they are pending, so that each goes again by
                // itself.
                FinishAll(batch, _ => new RecordingEnd(Error: error));
                return;
            }
            catch (Exception)
            {
                foreach (var ended in batch)
                {
                    await RecordAsync([ended]);
                }

                return;
            }
        }
    }

    private void FinishAll(IEnumerable<Ended> all, Func<Ended, RecordingEnd> how)
    {
        foreach (var ended in all)
        {
            finish(ended, how(ended));
        }
    }

    private static bool IsUnder(LeaseLostException lost, Ended ended) =>
        ended.Lease.Token == lost.Token && string.Equals(ended.Lease.Name, lost.Name, StringComparison.Ordinal);

    /// <summary>Whether the database was out of reach, so that one by one would go no better.</summary>
    private static bool IsPassing(Exception error) => error is StoreException { Fault: not StoreFault.Statement };
}

/// <summary>What became of an outcome.</summary>
/// <param name="IsRecorded">Whether it is in the table; false also when its delivery had ended already.</param>
/// <param name="Lost">The lease that another process has by now.</param>
/// <param name="Error">Why it could not be written.</param>
internal readonly record struct RecordingEnd(bool IsRecorded = false, LeaseLostException? Lost = null, Exception? Error = null);
