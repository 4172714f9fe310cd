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
    public bool PassesEvents { get; init; }

    /// <summary>Which of the events, or of the records as they are after a change, it wants; null for all.</summary>
    public EventFilter? Filter { get; init; }

    public string Origin => $"flow:{Name}";
}

/// <summary>How a system that can't push is asked for changes.</summary>
/// <param name="Every">The interval.</param>
/// <param name="Overlap">How far each poll looks back behind the newest change seen, for changes that become visible late.</param>
internal sealed record PollSettings(TimeSpan Every, TimeSpan Overlap);
