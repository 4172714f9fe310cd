using Lockstep.FaultyHost;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_before_a_change_is_in_the_audit_log
{
    private const int Connections = 4;

    /// <summary>The arrows from the event to its entry, and from the entry to its seal.</summary>
    public static TheoryData<KillPoint, int> Points()
    {
        var points = new TheoryData<KillPoint, int>();
        KillPoint[] arrows =
        [
            KillPoint.OnCrmCommit, KillPoint.AfterPublish, KillPoint.BeforeBookmarkCommit, KillPoint.BeforeAuditCommit, KillPoint.OnAuditCommit,
            KillPoint.AfterAuditCommit, KillPoint.BeforeSealCommit, KillPoint.OnSealCommit, KillPoint.AfterSealCommit,
        ];
        foreach (var point in arrows)
        {
            foreach (var passing in TestRun.IsFull ? [1, 5, 30] : new[] { 5 })
            {
                points.Add(point, passing);
            }
        }

        return points;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Every_change_has_exactly_one_entry_afterwards_and_the_chain_verifies(KillPoint point, int passing)
    {
        using var folder = new TempFolder();
        var creates = new Creates();
        await using (var faulty = ServerProcess.StartFaulty(folder.Path, $"{point}:{passing}"))
        {
            using var api = await faulty.ReadyAsync();
            await creates.UntilGoneAsync(api, Connections);
            (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        // As the crash left it: no entry may stand there that the history does not know.
        await Books.InOrderAsync(folder.Path);
        await using var next = ServerProcess.Start(folder.Path);
        using var after = await next.ReadyAsync();
        await creates.RepeatAsync(after);
        await Books.QuietAsync(after);
        await Books.AuditedAsync(after, folder.Path);
    }
}
