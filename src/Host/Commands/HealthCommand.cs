using System.CommandLine;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep health</c>: whether a server is ready, for the health check of a container.</summary>
internal static class HealthCommand
{
    public static Command Create() => ServerCommand.Create(
        "health", "Ask a server whether it is ready: exit code 0, or 1 and the reason. For the health check of a container.",
        (_, context, ct) => RunAsync(context, ct));

    public static Task<int> RunAsync(CommandContext context, CancellationToken ct) => context.AskAsync(
        async api =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/ready");
            using var answer = await api.SendAsync(request, null, ct);
            context.Output.WriteLine("ready");
        });
}
