namespace Lockstep.Conformance.Support;

/// <summary>How long a test waits for what must come before it says that it never came.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task SoonAsync(this Task task) => task.WaitAsync(Limit);

    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Limit);
}
