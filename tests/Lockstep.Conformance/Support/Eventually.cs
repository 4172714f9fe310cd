namespace Lockstep.Conformance.Support;

/// <summary>Asks again and again until something holds; fails the test when it never does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="look">Null when it holds, else what there is instead.</param>
    /// <param name="within">How long it may take; 60 s by default.</param>
    public static async Task HoldsAsync(Func<Task<string?>> look, TimeSpan? within = null)
    {
        var patience = within ?? TimeSpan.FromSeconds(60);
        var startedAt = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        while (await look() is { } instead)
        {
            if (TimeProvider.System.GetElapsedTime(startedAt) > patience)
            {
                throw new TimeoutException($"It did not come about within {patience.TotalSeconds:0} s: {instead}.");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        HoldsAsync(() => Task.FromResult(condition() ? null : what), within);

    /// <summary>The result of a task that must end soon.</summary>
    public static async Task<T> EndsAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        }
        catch (TimeoutException late) when (!task.IsCompleted)
        {
            throw new TimeoutException($"It did not come about within 60 s: {what}.", late);
        }
    }
}
