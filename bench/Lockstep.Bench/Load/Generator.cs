namespace Lockstep.Bench.Load;

/// <summary>How the load generator uses sockets.</summary>
internal static class Generator
{
    /// <summary>
    /// Lets one thread wait for all sockets and run what follows their answers, which costs a third less per request than handing each
    /// to the thread pool. Must come before the first socket; the servers do not inherit it.
    /// </summary>
    public static void UseOneThread()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
    }

    /// <summary>Leaves that thread after a load: whoever asked for it may go on to something long.</summary>
    public static async Task LeaveThreadAsync() => await Task.Yield();
}
