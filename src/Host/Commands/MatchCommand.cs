using System.CommandLine;

namespace Lockstep.Host.Commands;

/// <summary>
/// <c>lockstep flows match FLOW</c>: compares all records of both sides of a flow before any is made, and says what would become of them.
/// </summary>
internal static class MatchCommand
{
    private const string Running = "running", Accepting = "accepting", Failed = "failed";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var flow = new Argument<string>("FLOW") { Description = "The name of a flow in force that goes both ways and has match rules" };
        var csv = new Option<string?>("--csv") { Description = "Also write what is to become of each record into this file" };
        var accepts = new Option<bool>("--accept")
        {
            Description = "Accept the newest first match instead: link all that is certain, and have the flow make the rest",
        };
        return ServerCommand.Create(
            "match", "Say which records of both sides of a flow are the same, before any is made; with --accept have it done.",
            (result, context, ct) => RunAsync(context, result.GetValue(flow)!, result.GetValue(csv), result.GetValue(accepts), ct),
            flow, csv, accepts);
    }

    /// <returns>0, or 1 when there is no such flow, or the first match failed.</returns>
    public static Task<int> RunAsync(
        CommandContext context, string flow, string? csv, bool accepts, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            var path = $"/api/sync/flows/{Uri.EscapeDataString(flow)}/first-match";
            if (accepts)
            {
                await api.PostAsync(
                    $"{path}/accept", new MatchAccept(All: true), CommandJson.Default.MatchAccept, CommandJson.Default.MatchAccepted, ct);
            }
            else
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path);
                using var answer = await api.SendAsync(request, null, ct);
            }

            var match = await EndAsync(api, path, ct);
            context.Output.WriteLine($"{flow}: {match.State}");
            context.Output.WriteLine($"  left:  {Told(match.Left)}");
            context.Output.WriteLine($"  right: {Told(match.Right)}");
            if (match.State is Failed)
            {
                throw new CommandException(match.Reason ?? "It failed.");
            }

            if (csv is not null)
            {
                await SaveAsync(api, $"{path}/rows.csv", csv, ct);
            }
        },
        ct);

    private static async Task<MatchState> EndAsync(ServerApi api, string path, CancellationToken ct)
    {
        while (true)
        {
            var match = await api.GetAsync(path, CommandJson.Default.MatchState, ct);
            if (match.State is not (Running or Accepting))
            {
                return match;
            }

            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }

    private static async Task SaveAsync(ServerApi api, string path, string file, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await api.SendAsync(request, null, ct);
        await using var bytes = await answer.Content.ReadAsStreamAsync(ct);
        await ExportCommand.SaveAsync(bytes, file, ct);
    }

    private static string Told(MatchCounts counts) =>
        $"{counts.Read:N0} read; {counts.Linked:N0} linked, {counts.Link:N0} to link, {counts.Ask:N0} to ask about, "
        + $"{counts.Create:N0} to make on the other side, {counts.Alone:N0} stay alone, {counts.Fault:N0} can't be read";
}
