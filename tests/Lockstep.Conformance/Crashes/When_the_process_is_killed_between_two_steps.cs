using Lockstep.FaultyHost;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_between_two_steps
{
    private const int Connections = 4;

    /// <summary>Each step; its third passing, and with <c>./test --full</c> the first and the twentieth too.</summary>
    public static TheoryData<KillPoint, int> Points()
    {
        var points = new TheoryData<KillPoint, int>();
        foreach (var point in Enum.GetValues<KillPoint>())
        {
            foreach (var passing in TestRun.IsFull ? [1, 3, 20] : new[] { 3 })
            {
                points.Add(point, passing);
            }
        }

        return points;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Every_customer_has_exactly_one_package_afterwards(KillPoint point, int passing)
    {
        using var folder = new TempFolder();
        var creates = new Creates();
        await using (var faulty = ServerProcess.StartFaulty(folder.Path, $"{point}:{passing}"))
        {
            using var api = await faulty.ReadyAsync();
            await creates.UntilGoneAsync(api, Connections);
            (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        await using var next = ServerProcess.Start(folder.Path);
        using var after = await next.ReadyAsync();
        await creates.RepeatAsync(after);
        await Books.QuietAsync(after);
        await Books.BalanceAsync(after, creates);
        await Books.HistoriesBeginOnceAsync(after, creates);
    }
}
