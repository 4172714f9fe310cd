namespace Lockstep.Sync.Flows;

/// <summary>A rule that was read and checked: which changes of which system go where, and how.</summary>
internal sealed record Flow
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Source { get; init; }

    public required string Kind { get; init; }

    /// <summary>Which changes count: created, changed, deleted.</summary>
    public required IReadOnlySet<string> On { get; init; }

    /// <summary>Null when events trigger the flow.</summary>
    public PollSettings? Poll { get; init; }

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

    /// <summary>Which of the events, or of the records as they are after a change, it wants; null for all.</summary>
    public EventFilter? Filter { get; init; }

    /// <summary>
    /// What its records are called by before their ids: a module's as in its events, <c>customers/</c>; those of an outside system by its
    /// name,
    /// <c>desk:ticket/</c>, so that nobody takes one for the other.
    /// </summary>
    public string SubjectPrefix => Subjects.PrefixOf(Source, Kind, IsOutside);

    /// <summary>Whether its source is an outside system.</summary>
    public bool IsOutside { get; init; }

    /// <summary>The field of the target by which a record is looked for before it is created; null when it is not.</summary>
    public string? TargetKey { get; init; }

    /// <summary>What it keeps in step both ways; null for one that goes one way.</summary>
    public Pair? Pair { get; init; }

    /// <summary>Under what it notes down how far it has polled; null for its name.</summary>
    public string? Polled { get; init; }

    /// <summary>The flow as each of its sources triggers it: one that goes both ways has two.</summary>
    public IEnumerable<Flow> Triggered => Pair is null ? [this] : Pair.Sides.Select(side => this with
    {
        Source = side.System, Kind = side.Kind, IsOutside = side.IsOutside, Poll = side.Poll, Polled = $"{Name}:{side.Word}",
    });

    /// <summary>The id in a subject, which may have slashes of its own.</summary>
    public static string IdOf(string subject) => subject[(subject.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public string Origin => $"flow:{Name}";
}

/// <summary>The URL to which a flow sends what it has mapped.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Secret">The name of the secret that signs.</param>
/// <param name="Type">The type of the event that is sent.</param>
internal sealed record FlowHook(string Url, string Secret, string Type);
