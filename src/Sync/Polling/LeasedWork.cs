using Lockstep.Runtime.Leases;

namespace Lockstep.Sync.Polling;

/// <summary>Work that one process at a time does: under a lease, which is given back for whoever comes next.</summary>
internal static class LeasedWork
{
    /// <summary>Works, elsewhere than whoever asks for it.</summary>
    /// <param name="holder">Holds the lease.</param>
    /// <param name="work">The work; holds the lease before it begins.</param>
    /// <param name="tell">Hears of a failure.</param>
    /// <param name="ct">The process stops.</param>
    /// <returns>Whether it came to its end; what is left is done by whoever has the lease next, or at the next look.</returns>
    public static async Task<bool> RunAsync(LeaseHolder holder, Func<Task> work, Action<string> tell, CancellationToken ct)
    {
        await Task.Yield();
        var isDone = false;
        try
        {
            await work();
            isDone = true;
        }
        catch (LeaseLostException lost)
        {
            holder.Lost(lost.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Whatever is due is done after the next start.
        }
        catch (Exception error)
        {
            tell(error.Message);
        }

        try
        {
            await holder.ReleaseAsync();
        }
        catch (Exception error)
        {
            // It expires by itself.
            tell(error.Message);
        }

        return isDone;
    }
}
