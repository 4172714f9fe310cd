namespace Lockstep.Runtime;

/// <summary>What loops that wait for signals have in common.</summary>
public static class Waits
{
    /// <summary>Waits to the end; false when the process stops, or the wait failed otherwise.</summary>
    public static async Task<bool> OrEndAsync(this Task<bool> wait)
    {
        await ((Task)wait).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return wait.IsCompletedSuccessfully && await wait;
    }
}
