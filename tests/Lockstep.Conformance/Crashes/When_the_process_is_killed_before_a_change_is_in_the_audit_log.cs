using Lockstep.FaultyHost;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_before_a_change_is_in_the_audit_log
{
    private const int Connections = 4;

    private static readonly KillPoint[] Arrows =
    [
        KillPoint.OnCrmCommit, KillPoint.OnNumberCommit, KillPoint.AfterPublish, KillPoint.BeforeBookmarkCommit, KillPoint.BeforeAuditCommit,
        KillPoint.OnAuditCommit, KillPoint.AfterAuditCommit, KillPoint.BeforeSealCommit, KillPoint.OnSealCommit, KillPoint.AfterSealCommit,
    ];

    /// <summary>The arrows from the event to its entry, and from the entry to its seal.</summary>
    public static TheoryData<StoreKind, KillPoint, int> Points() => Passings.OnEachStore(Arrows, TestRun.IsFull ? [1, 5, 30] : [5]);

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Every_change_has_exactly_one_entry_afterwards_and_the_chain_verifies(StoreKind store, KillPoint point, int passing)
    {
        await using var site = new Site(store);
        var creates = new Creates();
        await using (var faulty = ServerProcess.StartFaulty(site, $"{point}:{passing}"))
        {
            using var api = await faulty.ReadyAsync();
            await creates.UntilGoneAsync(api, Connections);
            (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        // As the crash left it: no entry may stand there that the history does not know.
        await Books.InOrderAsync(site);
        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        await creates.RepeatAsync(after);
        await Books.QuietAsync(after);
        await Books.AuditedAsync(after, site);
    }
}
