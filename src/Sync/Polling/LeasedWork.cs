using Lockstep.Runtime.Leases;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Polling;

/// <summary>Work that one process at a time does: under a lease, which is given back for whoever comes next.</summary>
internal static partial class LeasedWork
{
    /// <summary>Works, elsewhere than whoever asks for it.</summary>
    /// <param name="holder">Holds the lease.</param>
    /// <param name="work">The work; holds the lease before it begins.</param>
    /// <param name="logger">Is told when the lease was lost.</param>
    /// <param name="tell">Hears of a failure.</param>
    /// <param name="ct">The process stops.</param>
    /// <returns>Whether it came to its end; what is left is done by whoever has the lease next, or at the next look.</returns>
    public static async Task<bool> RunAsync(
        LeaseHolder holder, Func<Task> work, ILogger logger, Action<string> tell, CancellationToken ct)
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
            Lost(logger, lost.Name);
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

    /// <summary>Says so: work that never comes to its end would not be heard of otherwise.</summary>
    [LoggerMessage(5080, LogLevel.Information, "another process has {Lease} by now; what was begun here under it is done again")]
    public static partial void Lost(ILogger logger, string lease);
}
