namespace Lockstep.Tests.Support;

/// <summary>How long a test waits for a signal before it says that the signal never came.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task SoonAsync(this Task task) => task.WaitAsync(Limit);

    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <summary>Waits until something is so that nobody announces.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Limit);
        while (!condition())
        {
            patience.IsCancellationRequested.ShouldBeFalse("it never came about");
            await Task.Yield();
        }
    }
}
