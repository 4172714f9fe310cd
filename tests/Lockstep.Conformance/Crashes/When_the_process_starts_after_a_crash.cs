using Lockstep.FaultyHost;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_starts_after_a_crash
{
    /// <summary>A third of a lease: whoever waited for one of the dead process would take longer.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task It_does_not_wait_for_the_leases_of_the_dead_one()
    {
        using var folder = new TempFolder();
        var creates = new Creates();
        await using (var faulty = ServerProcess.StartFaulty(folder.Path, $"{KillPoint.BeforeApply}:1"))
        {
            using var api = await faulty.ReadyAsync();
            await creates.UntilGoneAsync(api, 1);
        }

        await using var next = ServerProcess.Start(folder.Path);
        using var after = await next.ReadyAsync();
        await after.CreateAsync("the next one");
        await Books.QuietAsync(after, Soon);
    }
}
