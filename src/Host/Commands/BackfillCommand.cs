using System.CommandLine;
using Lockstep.Contracts.Json;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep flows backfill FLOW</c>: says how much a flow has missed while it was off, and brings it.</summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var flow = new Argument<string>("FLOW") { Description = "The name of a flow in force that is triggered by events" };
        var since = new Option<string?>("--since")
        {
            Description = "Only what changed from then on, like 2026-01-31T09:30:00Z or 2026-01-31; all by default",
        };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Only say how much that is" };
        return ServerCommand.Create(
            "backfill", "Say how much a flow has missed while it was off, and bring it. Cut off and run again it goes on.",
            (result, context, ct) => RunAsync(context, result.GetValue(flow)!, result.GetValue(since), result.GetValue(isDryRun), ct),
            flow, since, isDryRun);
    }

    /// <returns>0, or 1 when there is no such flow or the server did not take it.</returns>
    public static Task<int> RunAsync(
        CommandContext context, string flow, string? since, bool isDryRun, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            var from = Instant.ReadAsked(since);
            if (since is not null && from is null)
            {
                throw new CommandException($"--since {since} is no instant like 2026-01-31T09:30:00Z and no day like 2026-01-31.");
            }

            var result = await api.PostAsync(
                $"/api/sync/flows/{Uri.EscapeDataString(flow)}/backfill", new BackfillBody(from, isDryRun),
                CommandJson.Default.BackfillBody, CommandJson.Default.BackfillState, ct);
            context.Output.WriteLine(result switch
            {
                { Missing: 0 } => $"{flow} has missed nothing.",
                _ when isDryRun => $"{flow} has missed {Records(result.Missing)}; without --dry-run it is brought.",
                _ => $"{flow} had missed {Records(result.Missing)}; {result.Queued:N0} deliveries are on their way.",
            });
        },
        ct);

    private static string Records(long count) => count == 1 ? "1 record" : $"{count:N0} records";
}
