namespace Lockstep.Contracts.Systems;

/// <summary>How well the flows keep other systems in step. Served in the same process or over HTTP: the caller can't tell.</summary>
public interface IDeliveryFigures
{
    /// <summary>The figures of every flow that has deliveries.</summary>
    /// <param name="from">Counts deliveries that ended at this instant or later.</param>
    /// <param name="to">Counts those that ended before this one.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<IReadOnlyList<FlowFigures>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
}

/// <summary>One flow and one target.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Target">The system it writes to.</param>
public sealed record FlowFigures(string Flow, string Target)
{
    /// <summary>Deliveries that reached the target in that time.</summary>
    public long Delivered { get; init; }

    /// <summary>Deliveries that were set aside in that time, or came too late for a newer one.</summary>
    public long Skipped { get; init; }

    /// <summary>Deliveries that gave up and that nobody has decided about, as of now.</summary>
    public long Dead { get; init; }

    /// <summary>Deliveries that are still on their way, as of now.</summary>
    public long Waiting { get; init; }

    /// <summary>When the oldest change that is still on its way was made, in UTC; null when none is.</summary>
    public DateTimeOffset? OldestWaiting { get; init; }

    /// <summary>When the newest delivery of that time reached the target, in UTC; null when none did.</summary>
    public DateTimeOffset? LastDelivered { get; init; }

    /// <summary>The time from a change to its arrival, added up over all that reached the target in that time, in milliseconds.</summary>
    public long DelaySumMs { get; init; }

    /// <summary>The longest of these times, in milliseconds.</summary>
    public long DelayMaxMs { get; init; }
}
