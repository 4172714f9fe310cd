using System.CommandLine;
using System.Globalization;
using Lockstep.Contracts.Json;

namespace Lockstep.Host.Commands;

/// <summary>What a backfill is asked for.</summary>
/// <param name="Since">Only what changed from then on; null for all.</param>
/// <param name="IsDryRun">Whether it is only counted what is missing.</param>
/// <param name="PerSecond">The most records in a second; null for as fast as it goes.</param>
/// <param name="IsCounted">Whether the records are counted first.</param>
/// <param name="IsLeft">Whether the command ends while it goes on.</param>
/// <param name="Move"><c>pause</c>, <c>resume</c>, <c>cancel</c>, or <c>status</c>, for the one that there is; null for a new one.</param>
internal sealed record BackfillWish(
    string? Since = null, bool IsDryRun = false, int? PerSecond = null, bool IsCounted = false, bool IsLeft = false, string? Move = null);

/// <summary>
/// <c>lockstep flows backfill FLOW</c>: says how much a flow has missed while it was off, and brings it, as a job of the server.
/// </summary>
internal static class BackfillCommand
{
    private const string Status = "status";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var flow = new Argument<string>("FLOW") { Description = "The name of a flow in force that hears of changes" };
        var since = new Option<string?>("--since")
        {
            Description = "Only what changed from then on, like 2026-01-31T09:30:00Z or 2026-01-31; all by default",
        };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Only say how much that is" };
        var perSecond = new Option<int?>("--per-second") { Description = "The most records in a second; as fast as it goes by default" };
        var isCounted = new Option<bool>("--count") { Description = "Count the records first, to tell how far it is" };
        var isLeft = new Option<bool>("--detach") { Description = "Do not wait for its end" };
        var moves = new[] { Status, "pause", "resume", "cancel" }.ToDictionary(
            static move => move, static move => new Option<bool>($"--{move}") { Description = Describe(move) }, StringComparer.Ordinal);
        return ServerCommand.Create(
            "backfill",
            "Say how much a flow has missed while it was off, and bring it. The server goes on whatever becomes of this command.",
            (result, context, ct) => RunAsync(
                context, result.GetValue(flow)!,
                new BackfillWish(
                    result.GetValue(since), result.GetValue(isDryRun), result.GetValue(perSecond), result.GetValue(isCounted),
                    result.GetValue(isLeft), moves.FirstOrDefault(move => result.GetValue(move.Value)).Key),
                TimeProvider.System, ct),
            [flow, since, isDryRun, perSecond, isCounted, isLeft, .. moves.Values]);
    }

    /// <returns>0, or 1 when there is no such flow, the server did not take it, or the backfill failed.</returns>
    public static Task<int> RunAsync(CommandContext context, string flow, BackfillWish wish, TimeProvider clock, CancellationToken ct) =>
        context.RunAsync(
            async api =>
            {
                var from = Instant.ReadAsked(wish.Since);
                if (wish.Since is not null && from is null)
                {
                    throw new CommandException($"--since {wish.Since} is no instant like 2026-01-31T09:30:00Z and no day like 2026-01-31.");
                }

                var path = $"/api/sync/flows/{Uri.EscapeDataString(flow)}/backfill";
                var body = new BackfillBody(from, wish.IsDryRun, wish.PerSecond, wish.IsCounted);
                if (wish.IsDryRun && wish.Move is null)
                {
                    var found = await api.PostAsync(
                        path, body, CommandJson.Default.BackfillBody, CommandJson.Default.BackfillCountState, ct);
                    context.Output.WriteLine(found.Missing == 0
                        ? $"{flow} has missed nothing."
                        : $"{flow} has missed {Records(found.Missing)}; without --dry-run it is brought.");
                    return;
                }

                var state = wish.Move switch
                {
                    null => await api.PostAsync(path, body, CommandJson.Default.BackfillBody, CommandJson.Default.BackfillState, ct),
                    Status => await api.GetAsync(path, CommandJson.Default.BackfillState, ct),
                    var move => await api.PostAsync(
                        $"{path}/{move}", new BackfillMoveBody(wish.PerSecond), CommandJson.Default.BackfillMoveBody,
                        CommandJson.Default.BackfillState, ct),
                };
                await FollowAsync(api, path, state, context.Output, wish.IsLeft || wish.Move is not null, clock, ct);
            },
            ct);

    /// <summary>Tells how it goes on until it is no more under way.</summary>
    private static async Task FollowAsync(
        ServerApi api, string path, BackfillState asked, TextWriter output, bool isLeft, TimeProvider clock, CancellationToken ct)
    {
        var (state, told, pause) = (asked, "", FirstPause);

        // Only its own: the newest one may by then be somebody else's.
        while (!isLeft && state.State is "running" && state.Id == asked.Id)
        {
            told = Tell(output, state, told);
            await Task.Delay(pause, clock, ct);
            pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
            state = await api.GetAsync(path, CommandJson.Default.BackfillState, ct);
        }

        if (isLeft || state.State is not "done")
        {
            Tell(output, state, told);
        }

        if (state.State is "failed" && !isLeft)
        {
            throw new CommandException($"The backfill of {state.Flow} failed: {state.Reason} Resume it with --resume.");
        }

        if (!isLeft && state.State is "done")
        {
            output.WriteLine(state.Queued == 0
                ? $"{state.Flow} had missed nothing."
                : $"{state.Flow} had missed {Records(state.Queued)}; they are on their way.");
        }
    }

    /// <summary>One line whenever it has gone on.</summary>
    private static string Tell(TextWriter output, BackfillState state, string told)
    {
        var of = state.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total:N0}") : "";
        var rate = state.PerSecond is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $", {perSecond:N0} a second") : "";
        var failed = state.Reason is { } reason
            ? string.Create(CultureInfo.InvariantCulture, $"; failed {state.Failures:N0} times, at last: {reason}")
            : "";
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{state.State}: {state.Records:N0}{of} records read, {state.Queued:N0} to bring{rate}{failed}");
        if (!string.Equals(line, told, StringComparison.Ordinal))
        {
            output.WriteLine(line);
        }

        return line;
    }

    private static string Describe(string move) => move switch
    {
        Status => "Say how far the newest one is",
        "pause" => "Pause the one that runs",
        "resume" => "Let the one that is paused, or has failed, go on; with --per-second at another pace",
        _ => "End the one that runs or is paused; what it has queued goes its way",
    };

    private static string Records(long count) => count == 1 ? "1 record" : $"{count:N0} records";
}
