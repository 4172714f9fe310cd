namespace Lockstep.Runtime;

/// <summary>Work that a process does again and again until it stops: a fault ends a round, never the work, and is heard of.</summary>
public static class Rounds
{
    /// <summary>Does a round, waits, and does the next; returns when the process stops, and throws nothing.</summary>
    /// <param name="round">One round.</param>
    /// <param name="failed">Hears why a round failed; the next one comes all the same.</param>
    /// <param name="pause">What lies between two rounds.</param>
    /// <param name="ct">The process stops.</param>
    public static async Task RunAsync(Func<CancellationToken, Task> round, Action<Exception> failed, Pause pause, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await round(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // What is left is done after the next start.
            }
            catch (Exception error)
            {
                failed(error);
            }

            // After a fault too: without the pause a database that is away would be asked in a tight loop.
            await pause.WaitAsync(ct);
        }
    }
}

/// <summary>What lies between two rounds: so long a time, or the ring of a signal that comes before.</summary>
/// <param name="Interval">How long at most.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Rung">What ends it early; null for nothing.</param>
public readonly record struct Pause(TimeSpan Interval, TimeProvider Clock, Signal? Rung = null)
{
    /// <summary>Waits; ends at once, and throws nothing, when the process stops.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        var wait = Rung is null ? Task.Delay(Interval, Clock, ct) : Rung.WaitAsync(Interval, Clock, ct);
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
