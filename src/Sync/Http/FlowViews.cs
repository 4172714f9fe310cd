using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Runs;
using Lockstep.Sync.Versions;

namespace Lockstep.Sync.Http;

/// <summary>A flow as the API answers it.</summary>
internal sealed record FlowView
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>The system that changes come from.</summary>
    public required string Source { get; init; }

    /// <summary>The kind of record there.</summary>
    public required string Kind { get; init; }

    /// <summary>Which changes: some of created, changed, deleted.</summary>
    public required IReadOnlyList<string> On { get; init; }

    /// <summary>Where they go.</summary>
    public required string Target { get; init; }

    /// <summary>The kind of record there.</summary>
    public required string TargetKind { get; init; }

    /// <summary>
    /// <c>event</c>, <c>poll every</c> with the interval, <c>cron</c> with the times, <c>webhook</c> with its scheme, or <c>both ways</c>
    /// with what each side is triggered by.
    /// </summary>
    public required string Trigger { get; init; }

    /// <summary>When it runs; null when it is not triggered by times.</summary>
    public FlowTimes? Times { get; init; }

    /// <summary><c>running</c> or <c>paused</c>.</summary>
    public required string State { get; init; }

    /// <summary>The version in force; the ETag of the flow.</summary>
    public required long Version { get; init; }

    /// <summary>When that was applied, in UTC.</summary>
    public required DateTimeOffset AppliedAt { get; init; }

    /// <summary>By whom; <c>system:flows</c> when it was read in the folder.</summary>
    public required string AppliedBy { get; init; }

    /// <summary><c>file</c> or <c>api</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>The file that the flow is of; null when it is of none.</summary>
    public string? File { get; init; }

    /// <summary>Since when it is paused, by whom and why; null when it is not.</summary>
    public FlowPause? Paused { get; init; }

    /// <summary>What is wrong with its file, <c>message at line:column</c>, while it goes on as it was; null when nothing is.</summary>
    public string? Wrong { get; init; }

    /// <summary>A flow as it stands; of one that goes both ways the left side stands for the source.</summary>
    public static FlowView Of(Flow flow, FlowRow row, IReadOnlyList<WrongFile> wrong, FlowTimes? times) => new()
    {
        Name = flow.Name,
        Description = flow.Description,
        Source = flow.Source,
        Kind = flow.Kind,
        On = [.. flow.On.Order(StringComparer.Ordinal)],
        Target = flow.Pair?.Right.System ?? flow.Target,
        TargetKind = flow.TargetKind,
        Trigger = TriggerOf(flow),
        Times = times,
        State = row.Pause is null ? "running" : "paused",
        Version = row.Version,
        AppliedAt = row.AppliedAt,
        AppliedBy = row.AppliedBy,
        Origin = row.Origin,
        File = row.File,
        Paused = row.Pause,
        Wrong = wrong.FirstOrDefault(file => string.Equals(file.Flow, flow.Name, StringComparison.Ordinal))?.Faults[0].ToString(),
    };

    private static string TriggerOf(Flow flow) => flow switch
    {
        { Pair: { } pair } => $"both ways; {string.Join(", ", pair.Sides.Select(WordsOf))}",
        { Poll: { } poll } => $"poll every {poll.Every}",
        { Cron: { } cron } => $"cron {cron.At} ({cron.Zone.Id})",
        { Incoming: { } hook } => $"webhook ({hook.Scheme.Name})",
        _ => "event",
    };

    private static string WordsOf(PairSide side) => $"{side.Word} " + (side.Webhook, side.Poll) switch
    {
        ({ } hook, { } poll) => $"by webhook ({hook.Scheme.Name}) and polled every {poll.Every}",
        ({ } hook, null) => $"by webhook ({hook.Scheme.Name})",
        (null, { } poll) => $"polled every {poll.Every}",
        _ => "by events",
    };
}

/// <summary>The flows.</summary>
/// <param name="Items">Those in force.</param>
/// <param name="Gone">Those that are not in force any more but have left deliveries behind.</param>
/// <param name="Off">The names of those whose texts say <c>enabled: false</c>.</param>
/// <param name="Wrong">Files of the folder of the process that answers that are wrong.</param>
internal sealed record FlowList(
    IReadOnlyList<FlowView> Items, IReadOnlyList<GoneFlow> Gone, IReadOnlyList<string> Off, IReadOnlyList<WrongFlow> Wrong);

/// <summary>A file of the folder of flows that is wrong.</summary>
/// <param name="File">The file.</param>
/// <param name="Flow">The flow that goes on as it was before; null when it never was in force.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record WrongFlow(string File, string? Flow, IReadOnlyList<FaultView> Faults);

/// <summary>What is wrong with the text of a flow.</summary>
/// <param name="Field">The field, for example <c>map.total</c>; <c>text</c> when it is about no field.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record FaultView(string Field, long Line, long Column, string Message)
{
    public static FaultView Of(FlowFault fault) => new(fault.Field, fault.Line, fault.Column, fault.Bare);
}

/// <summary>The text of a flow.</summary>
/// <param name="Text">The YAML.</param>
/// <param name="Tables">The CSV files that it names, by name; those of the version in force where they are left out.</param>
internal sealed record FlowInput(string? Text, IReadOnlyDictionary<string, string>? Tables);

/// <summary>What applying a text would do.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Version">The version in force; null when there is none.</param>
/// <param name="IsNew">Whether the text would be a new version.</param>
/// <param name="Diff">What would change, line by line: <c>- </c> goes, <c>+ </c> comes.</param>
/// <param name="Tests">How many tests the text has.</param>
/// <param name="Failures">What is wrong with those that do not hold.</param>
internal sealed record FlowChecked(
    string Flow, long? Version, bool IsNew, string Diff, int Tests, IReadOnlyList<string> Failures);

/// <summary>What was applied.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Version">The version in force.</param>
/// <param name="IsNew">Whether that is a new one; the text that is in force already is none.</param>
/// <param name="State"><c>running</c>, <c>paused</c>, or <c>off</c> when the text says <c>enabled: false</c>.</param>
/// <param name="Failures">Tests of the text that do not hold.</param>
internal sealed record FlowApplied(string Flow, long Version, bool IsNew, string State, IReadOnlyList<string> Failures);

/// <summary>Why a flow is paused.</summary>
/// <param name="Reason">For people; optional.</param>
internal sealed record PauseInput(string? Reason);

/// <summary>How a flow stands.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="State"><c>running</c> or <c>paused</c>.</param>
/// <param name="Paused">Since when, by whom and why; null when it is not paused.</param>
internal sealed record FlowState(string Flow, string State, FlowPause? Paused);

/// <summary>A version of a flow.</summary>
/// <param name="Version">1 for the first.</param>
/// <param name="Sha256">Of its text and tables.</param>
/// <param name="Origin"><c>file</c> or <c>api</c>.</param>
/// <param name="AppliedBy">By whom.</param>
/// <param name="AppliedAt">When, in UTC.</param>
/// <param name="State"><c>in force</c>, <c>off</c>, <c>gone</c>, or <c>replaced</c>.</param>
internal sealed record FlowVersionView(
    long Version, string Sha256, string Origin, string AppliedBy, DateTimeOffset AppliedAt, string State);

/// <summary>The versions of a flow, the newest first.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Items">Its versions.</param>
/// <param name="Next">Give it as <c>before</c> to get older ones; null when there are none.</param>
internal sealed record FlowHistory(string Flow, IReadOnlyList<FlowVersionView> Items, long? Next);

/// <summary>A version with its text.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Version">Its number.</param>
/// <param name="Text">The YAML.</param>
/// <param name="Tables">The CSV files that it names.</param>
internal sealed record FlowVersionText(string Flow, long Version, string Text, IReadOnlyDictionary<string, string> Tables);

/// <summary>What differs between two versions.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="From">The one version.</param>
/// <param name="To">The other one.</param>
/// <param name="Diff">Line by line: <c>- </c> is only in the one, <c>+ </c> only in the other; empty when nothing differs.</param>
internal sealed record FlowDiff(string Flow, long From, long To, string Diff);

/// <summary>How the tests of a flow went.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Version">The version in force, whose tests they are.</param>
/// <param name="Tests">How many there are.</param>
/// <param name="Failures">What is wrong with those that do not hold.</param>
internal sealed record FlowTested(string Flow, long Version, int Tests, IReadOnlyList<string> Failures);

/// <summary>The JSON of flows.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(FlowList))]
[JsonSerializable(typeof(FlowView))]
[JsonSerializable(typeof(FlowInput))]
[JsonSerializable(typeof(FlowChecked))]
[JsonSerializable(typeof(FlowApplied))]
[JsonSerializable(typeof(PauseInput))]
[JsonSerializable(typeof(FlowState))]
[JsonSerializable(typeof(FlowHistory))]
[JsonSerializable(typeof(FlowVersionText))]
[JsonSerializable(typeof(FlowDiff))]
[JsonSerializable(typeof(FlowTested))]
internal sealed partial class FlowJson : JsonSerializerContext;
