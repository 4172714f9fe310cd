using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>A rule that was read and checked: which changes of which system go where, and how.</summary>
internal sealed record Flow : NamedFlow
{
    public required string Source { get; init; }

    public required string Kind { get; init; }

    /// <summary>Which changes count: created, changed, deleted.</summary>
    public required IReadOnlySet<string> On { get; init; }

    /// <summary>Null when something else triggers the flow.</summary>
    public PollSettings? Poll { get; init; }

    /// <summary>The times at which it asks its source; null when something else triggers it.</summary>
    public CronSettings? Cron { get; init; }

    /// <summary>How its source, or one of both, tells it of changes by calls; null when none does.</summary>
    public HookSettings? Incoming { get; init; }

    /// <summary>How it finds out what its source has deleted without a word; null when it does not.</summary>
    public SweepSettings? Sweep => Poll?.Sweep ?? Cron?.Sweep;

    /// <summary>Whether the events of its source trigger it.</summary>
    public bool HearsEvents => Poll is null && Cron is null && Incoming is null;

    /// <summary>
    /// The lease of whoever notes down what the flow has seen of its source: one process at a time, so that what is read later is newer.
    /// </summary>
    public string SourceLease => $"poll:{Cursor}";

    /// <summary>
    /// The lease of whoever works calls through. Of a flow that goes both ways they ask for looks and note down nothing that is seen, so a
    /// poller of the same side is at work meanwhile.
    /// </summary>
    public string CallsLease => Pair is null ? SourceLease : $"calls:{Name}";

    public required string Target { get; init; }

    public required string TargetKind { get; init; }

    public required Mapping Mapping { get; init; }

    public required RetryPolicy Retry { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether it passes events on as they are, whatever they are about, instead of records that it maps.</summary>
    public bool PassesEvents => Webhook is not null;

    /// <summary>The webhook of the API that it is; null for the flow of a file.</summary>
    public long? Webhook { get; init; }

    /// <summary>Where it sends what it has mapped, when that is a URL and no system; null else.</summary>
    public FlowHook? Hook { get; init; }

    /// <summary>How old a change may get before it is delivered; null when nobody minds.</summary>
    public TimeSpan? FreshnessTarget { get; init; }

    /// <summary>The record by which it is found out whether changes still come out at the target; null when there is none.</summary>
    public CanarySettings? Canary { get; init; }

    /// <summary>Which of the events, or of the records as they are after a change, it wants; null for all.</summary>
    public ExpressionFilter? Filter { get; init; }

    /// <summary>
    /// What its records are called by before their ids: a module's as in its events, <c>customers/</c>; those of an outside system by its
    /// name,
    /// <c>desk:ticket/</c>, so that nobody takes one for the other.
    /// </summary>
    public string SubjectPrefix => Subjects.PrefixOf(Source, Kind, IsOutside);

    /// <summary>Whether its source is an outside system.</summary>
    public bool IsOutside { get; init; }

    /// <summary>Whose ids its records have: modules refer to each other's records, an outside system to its own.</summary>
    public string IdSpace => Subjects.IdSpaceOf(Source, IsOutside);

    /// <summary>The field of the target by which a record is looked for before it is created; null when it is not.</summary>
    public string? TargetKey { get; init; }

    public override string Route => Pair is null
        ? $"{Source}/{Kind} to {Target}/{TargetKind}"
        : $"{Pair.Left.System}/{Pair.Left.Kind} and {Pair.Right.System}/{Pair.Right.Kind}";

    /// <summary>What it keeps in step both ways; null for one that goes one way.</summary>
    public Pair? Pair { get; init; }

    /// <summary>Which of its two sources this is, when it goes both ways; null for the whole flow, and for one that goes one way.</summary>
    public string? Side { get; init; }

    /// <summary>Under what it notes down how far it has polled.</summary>
    public string Cursor => Side is null ? Name : $"{Name}:{Side}";

    /// <summary>The flow as each of its sources triggers it: one that goes both ways has two.</summary>
    public IEnumerable<Flow> Triggered => Pair is null ? [this] : Pair.Sides.Select(side => this with
    {
        Source = side.System, Kind = side.Kind, IsOutside = side.IsOutside, Poll = side.Poll, Incoming = side.Webhook, Side = side.Word,
    });

    /// <summary>The flow as calls trigger it: of one that goes both ways the side that tells. Null when nobody calls.</summary>
    public Flow? Told => Triggered.FirstOrDefault(static side => side.Incoming is not null);

    /// <summary>
    /// As a backfill reads it: of one that goes both ways the side that events trigger, for the other one is polled or tells by calls. Null
    /// when it has no such side, or two of them.
    /// </summary>
    public Flow? Backfilled => Pair is null ? this : Triggered.Where(static side => side.HearsEvents).ToList() is [var only] ? only : null;

    /// <summary>The id in a subject, which may have slashes of its own.</summary>
    public static string IdOf(string subject) => subject[(subject.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public string Origin => $"flow:{Name}";
}

/// <summary>A record of the source that is changed every so often, for that change to come out at the target.</summary>
/// <param name="Every">The interval.</param>
/// <param name="Record">The record's id there.</param>
/// <param name="Field">The field that is given a marker.</param>
internal sealed record CanarySettings(TimeSpan Every, string Record, string Field);

/// <summary>The URL to which a flow sends what it has mapped.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Secret">The name of the secret that signs.</param>
/// <param name="Type">The type of the event that is sent.</param>
internal sealed record FlowHook(string Url, string Secret, string Type);
