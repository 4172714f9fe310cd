using Lockstep.Bench.Load;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>New customers at 64 connections: the load that several benches put on Lockstep and on the echo alike.</summary>
internal static class Creates
{
    public const int Connections = 64;

    /// <summary>Long enough for the compiler to have optimised what is hot.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);

    public static async Task<LoadResult> RunAsync(LockstepServer server, TimeSpan time)
    {
        var token = await server.Api.TokenAsync();
        return (await ClosedLoop.RunAsync(server.Port, Connections, time, _ => new CreateRequests(token))).OrThrow();
    }

    public static async Task<LoadResult> RunAsync(EchoServer server, TimeSpan time) =>
        (await ClosedLoop.RunAsync(server.Port, Connections, time, _ => new CreateRequests(token: null))).OrThrow();

    public static async Task WarmUpAsync(LockstepServer lockstep, EchoServer echo)
    {
        await WarmUpAsync(echo);
        await RunAsync(lockstep, WarmUpTime);
    }

    public static Task WarmUpAsync(EchoServer echo) => RunAsync(echo, WarmUpTime);
}
