using Lockstep.FaultyHost;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_between_two_steps
{
    private const int Connections = 4;

    /// <summary>Each step; its third passing, and with <c>./test --full</c> the first and the twentieth too.</summary>
    public static TheoryData<StoreKind, KillPoint, int> Points() =>
        Passings.OnEachStore(Enum.GetValues<KillPoint>(), TestRun.IsFull ? [1, 3, 20] : [3]);

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Every_customer_has_exactly_one_package_afterwards(StoreKind store, KillPoint point, int passing)
    {
        await using var site = new Site(store);
        var creates = new Creates();
        await using (var faulty = ServerProcess.StartFaulty(site, $"{point}:{passing}"))
        {
            using var api = await faulty.ReadyAsync();
            await creates.UntilGoneAsync(api, Connections);
            (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        await creates.RepeatAsync(after);
        await Books.QuietAsync(after);
        await Books.BalanceAsync(after, creates);
        await Books.HistoriesBeginOnceAsync(after, creates);
    }
}
