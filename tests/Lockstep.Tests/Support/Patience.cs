namespace Lockstep.Tests.Support;

/// <summary>How long a test waits for a signal before it says that the signal never came.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task SoonAsync(this Task task) => task.WaitAsync(Limit);

    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <summary>Waits until a condition in memory holds; fails the test when it never does.</summary>
    public static Task UntilAsync(Func<bool> condition) =>
        UntilAsync(() => Task.FromResult(condition()), "what the test waits for came about");

    /// <summary>
    /// Waits until a condition holds: looks whenever a store of this process has committed, and now and then in any case, for what follows
    /// from no commit. Fails the test when it never does.
    /// </summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Limit);
        using var safetyNet = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        Task<bool>? tick = null;
        while (true)
        {
            // Taken before the look: a commit in the middle of it is not missed.
            var commit = Commits.Next;
            if (await condition())
            {
                return;
            }

            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"It never came about that {what}.");
            }

            tick = tick is null or { IsCompleted: true } ? safetyNet.WaitForNextTickAsync(CancellationToken.None).AsTask() : tick;
            await Task.WhenAny(commit, tick);
        }
    }
}
