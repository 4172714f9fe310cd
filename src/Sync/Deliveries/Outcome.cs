using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Deliveries;

/// <summary>How one attempt ended, and when the next one is.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Result">What the connector said.</param>
/// <param name="Took">How long the attempt took.</param>
/// <param name="RetryIn">The pause before the next attempt; null when there is none.</param>
internal sealed record Outcome(Delivery Delivery, ApplyResult Result, TimeSpan Took, TimeSpan? RetryIn)
{
    /// <summary>Where the delivery stands after the attempt.</summary>
    public string State => Result.Cause is null ? "delivered" : RetryIn is null ? "dead" : "pending";
}
