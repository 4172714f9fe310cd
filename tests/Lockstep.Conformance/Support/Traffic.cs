namespace Lockstep.Conformance.Support;

/// <summary>Clients and an import at work while something happens to the system; in the end all books are in order.</summary>
internal static class Traffic
{
    public const int Clients = 6;

    /// <param name="site">The site.</param>
    /// <param name="servers">Where clients go; the first one stays to the end.</param>
    /// <param name="meanwhile">What happens while they work.</param>
    public static async Task<Load> GoesOnAsync(Site site, Api[] servers, Func<Load, Task> meanwhile)
    {
        var (load, import) = (new Load(servers), new Import());
        var working = Task.WhenAll(load.RunAsync(Clients), import.UntilDoneAsync(() => servers[0]));
        await Task.WhenAny(working, meanwhile(load)).Unwrap();
        load.Enough();
        await working;
        await Reconciliation.CloseAsync(site, servers[0], load, import);
        return load;
    }
}
