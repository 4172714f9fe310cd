using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Runtime.Leases;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>How one attempt ended, and when the next one is.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Result">What the connector said.</param>
/// <param name="Took">How long the attempt took.</param>
/// <param name="RetryIn">The pause before the next attempt; null when there is none.</param>
internal sealed record AttemptOutcome(Delivery Delivery, ApplyResult Result, TimeSpan Took, TimeSpan? RetryIn)
{
    /// <summary>The link that must be there first, and makes it due; null when it waits for none.</summary>
    public ParentLink? WaitsFor { get; init; }

    /// <summary>What was said to the target and by it, the newest few; empty where that is not known.</summary>
    public IReadOnlyList<Exchange> Exchanges { get; init; } = [];

    /// <summary>Whether no create of the record is open any more.</summary>
    public bool Settles { get; init; }

    /// <summary>Where the delivery stands after the attempt.</summary>
    public string State => Result.Cause is null ? "delivered" : RetryIn is null ? "dead" : DeliveryTable.Pending;
}

/// <summary>An outcome on its way into the table.</summary>
/// <param name="Flow">The flow of its delivery.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Lease">The lease of its part, under which it was sent.</param>
internal sealed record Ended(Flow Flow, AttemptOutcome Outcome, Lease Lease)
{
    /// <summary>Whether the record has a place in the target from now on.</summary>
    public bool Links => Outcome.Result.Cause is null && Outcome.Delivery.Event is null && Flow.Pair is null;

    /// <summary>Whether the delivery waits for the link of another record from now on.</summary>
    public bool Parks => Outcome is { WaitsFor: not null, RetryIn: not null };
}
