using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Lockstep.Host.Commands;

/// <summary>
/// <c>lockstep flows list</c>, <c>apply</c>, <c>pause</c>, <c>resume</c> and <c>history</c>: the flows in force of a running server.
/// </summary>
internal static partial class FlowLifeCommands
{
    private const string Root = "/api/sync/flows";

    public static IEnumerable<Command> Create()
    {
        var name = new Argument<string>("FLOW") { Description = "The name of a flow" };
        var reason = new Option<string?>("--reason") { Description = "Why, for whoever sees it paused" };
        yield return ServerCommand.Create(
            "list", "Show the flows in force, their versions and pauses, and files that are wrong.",
            (_, context, ct) => ListAsync(context, ct));
        yield return Apply();
        yield return ServerCommand.Create(
            "pause", "Have nothing of a flow go, and its source not polled. What changes meanwhile waits.",
            (result, context, ct) => PauseAsync(context, result.GetValue(name)!, result.GetValue(reason), ct), name, reason);
        yield return ServerCommand.Create(
            "resume", "Let a flow go on that was paused, in order.",
            (result, context, ct) => ResumeAsync(context, result.GetValue(name)!, ct), name);
        yield return History();
    }

    /// <returns>0; 1 when the server did not answer.</returns>
    public static Task<int> ListAsync(CommandContext context, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            var list = await api.GetAsync(Root, CommandJson.Default.FlowsState, ct);
            FlowLines.Write(context.Output, list);
        },
        ct);

    /// <summary>Applies texts, or an earlier version of a flow.</summary>
    /// <param name="context">The server.</param>
    /// <param name="what">Files; or the name of a flow, with a version.</param>
    /// <param name="version">The version to put in force again; null for files.</param>
    /// <param name="expected">The version that must be in force; null for any.</param>
    /// <param name="isDryRun">Whether it only says what would change.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>0, or 1 when one was not applied, or a test does not hold.</returns>
    public static async Task<int> ApplyAsync(
        CommandContext context, IReadOnlyList<string> what, long? version, long? expected, bool isDryRun, CancellationToken ct)
    {
        var failures = 0;
        var code = await context.RunAsync(
            async api =>
            {
                foreach (var one in what)
                {
                    failures += version is { } number
                        ? await ApplyAgainAsync(api, context, one, number, expected, isDryRun, ct)
                        : await ApplyFileAsync(api, context, one, expected, isDryRun, ct);
                }
            },
            ct);
        return code != 0 || failures > 0 ? 1 : 0;
    }

    public static Task<int> PauseAsync(CommandContext context, string name, string? reason, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            var state = await api.PostAsync(
                $"{PathOf(name)}/pause", new PauseBody(reason), CommandJson.Default.PauseBody, CommandJson.Default.FlowPauseState, ct);
            context.Output.WriteLine($"{name} is {FlowLines.Paused(state.Paused!)}; lockstep flows resume {name} lets it go on.");
        },
        ct);

    public static Task<int> ResumeAsync(CommandContext context, string name, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{PathOf(name)}/resume");
            using var answer = await api.SendAsync(request, null, ct);
            context.Output.WriteLine($"{name} goes on.");
        },
        ct);

    /// <summary>The versions of a flow, the text of one, or what differs between two.</summary>
    public static Task<int> HistoryAsync(
        CommandContext context, string name, long? version, long? diff, long? to, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            if (diff is { } from)
            {
                var path = FormattableString.Invariant($"{PathOf(name)}/versions/{from}/diff{(to is null ? "" : $"?to={to}")}");
                var found = await api.GetAsync(path, CommandJson.Default.FlowDiffState, ct);
                context.Output.Write(found.Diff.Length == 0 ? $"Versions {found.From} and {found.To} are the same.\n" : found.Diff);
            }
            else if (version is { } number)
            {
                var path = FormattableString.Invariant($"{PathOf(name)}/versions/{number}");
                context.Output.Write((await api.GetAsync(path, CommandJson.Default.FlowTextState, ct)).Text);
            }
            else
            {
                FlowLines.Write(context.Output, await api.GetAsync($"{PathOf(name)}/history", CommandJson.Default.FlowHistoryState, ct));
            }
        },
        ct);

    private static Command Apply()
    {
        var what = new Argument<string[]>("FILE")
        {
            Description = "Files of flows; with --version the name of a flow", Arity = ArgumentArity.OneOrMore,
        };
        var version = new Option<long?>("--version") { Description = "Put this version in force again" };
        var expected = new Option<long?>("--expect") { Description = "Only when this version is in force; 0 when none is" };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Only say what would change" };
        return ServerCommand.Create(
            "apply", "Put texts of flows in force at once, until their files in the server's folder change; tells what differs.",
            (result, context, ct) => ApplyAsync(
                context, result.GetValue(what)!, result.GetValue(version), result.GetValue(expected), result.GetValue(isDryRun), ct),
            what, version, expected, isDryRun);
    }

    private static Command History()
    {
        var name = new Argument<string>("FLOW") { Description = "The name of a flow" };
        var version = new Option<long?>("--version") { Description = "Show the text of this version" };
        var diff = new Option<long?>("--diff")
        {
            Description = "Show what differs between this version and the one in force, or that of --to",
        };
        var to = new Option<long?>("--to") { Description = "The other version of --diff" };
        return ServerCommand.Create(
            "history", "Show the versions of a flow: which was applied when, and by whom.",
            (result, context, ct) => HistoryAsync(
                context, result.GetValue(name)!, result.GetValue(version), result.GetValue(diff), result.GetValue(to), ct),
            name, version, diff, to);
    }

    private static async Task<int> ApplyFileAsync(
        ServerApi api, CommandContext context, string file, long? expected, bool isDryRun, CancellationToken ct)
    {
        var body = await ReadAsync(file, ct);
        var check = await api.PostAsync($"{Root}/check", body, CommandJson.Default.FlowBody, CommandJson.Default.FlowCheckState, ct);
        context.Output.Write(check.Diff);
        Fail(context, file, check.Failures);
        if (isDryRun)
        {
            context.Output.WriteLine(check.IsNew ? $"{check.Flow}: without --dry-run this is applied."
                : $"{check.Flow}: nothing would change.");
            return check.Failures.Count;
        }

        // Tests that do not hold were told, and make the exit code; whoever wants them to stop it runs flows test before.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Root}/apply")
        {
            Content = JsonContent.Create(body, CommandJson.Default.FlowBody),
        };
        await SendAsync(api, context, request, expected, ct);
        return check.Failures.Count;
    }

    private static async Task<int> ApplyAgainAsync(
        ServerApi api, CommandContext context, string name, long version, long? expected, bool isDryRun, CancellationToken ct)
    {
        var path = FormattableString.Invariant($"{PathOf(name)}/versions/{version}");
        if (isDryRun)
        {
            var list = await api.GetAsync($"{PathOf(name)}/history", CommandJson.Default.FlowHistoryState, ct);
            var found = await api.GetAsync(
                FormattableString.Invariant($"{PathOf(name)}/versions/{list.Items[0].Version}/diff?to={version}"),
                CommandJson.Default.FlowDiffState, ct);
            context.Output.Write(found.Diff);
            context.Output.WriteLine(found.Diff.Length == 0 ? $"{name}: nothing would change."
                : $"{name}: without --dry-run this is applied.");
            return 0;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/apply");
        return await SendAsync(api, context, request, expected, ct);
    }

    private static async Task<int> SendAsync(
        ServerApi api, CommandContext context, HttpRequestMessage request, long? expected, CancellationToken ct)
    {
        if (expected is { } version)
        {
            request.Headers.TryAddWithoutValidation("If-Match", FormattableString.Invariant($"\"{version}\""));
        }

        using var answer = await api.SendAsync(request, null, ct);
        var state = await ServerApi.ReadAsync(answer, CommandJson.Default.FlowApplyState, ct);
        var how = (state.IsNew ? "" : " already") + (state.State is "running" ? "" : $", {state.State}");
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{state.Flow}: version {state.Version} is in force{how}."));
        return state.Failures.Count;
    }

    private static void Fail(CommandContext context, string file, IReadOnlyList<string> failures)
    {
        foreach (var failure in failures)
        {
            context.Errors.WriteLine($"{file}: {failure}");
        }
    }

    /// <summary>The file, and those of the CSV files beside it that it names.</summary>
    private static async Task<FlowBody> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file, ct);
            var tables = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (Match match in TablePattern().Matches(text))
            {
                var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, match.Value);
                if (File.Exists(path))
                {
                    tables[match.Value] = await File.ReadAllTextAsync(path, ct);
                }
            }

            return new FlowBody(text, tables);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} can't be read ({error.Message}).", error);
        }
    }

    private static string PathOf(string name) => $"{Root}/{UrlEncoder.Default.Encode(name)}";

    [GeneratedRegex("[\\w.-]+\\.csv\\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex TablePattern();
}
