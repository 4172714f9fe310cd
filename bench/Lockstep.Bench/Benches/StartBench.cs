using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Starts on new data folders, with the runtime settings that each program ships with: time until ready, and memory when idle.
/// </summary>
internal sealed class StartBench : IBench
{
    private const double ReadySecondsMax = 1.3;
    private const double MegabytesMax = 110;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public string Name => "start";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        var (ready, memory) = (new List<Pair>(), new List<Pair>());
        for (var i = 0; i < options.Pairs; i++)
        {
            await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name), flows: true, asShipped: true);
            await using var echo = await EchoServer.StartAsync();
            ready.Add(new Pair(lockstep.ReadyAfter.TotalSeconds, echo.ReadyAfter.TotalSeconds));
            await Task.Delay(Idle);
            memory.Add(new Pair(await lockstep.ResidentMegabytesAsync(), await echo.ResidentMegabytesAsync()));
        }

        return
        [
            new Row("ready after start", "s", ready, Target.ValueAtMost(ReadySecondsMax, "s")),
            new Row("idle memory", "MB", memory, Target.ValueAtMost(MegabytesMax, "MB")),
        ];
    }
}
