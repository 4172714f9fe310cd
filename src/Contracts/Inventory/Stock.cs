using System.Text.Json.Serialization;

namespace Lockstep.Contracts.Inventory;

/// <summary>Whole units of one product. Never negative.</summary>
/// <param name="OnHand">What lies in the warehouse.</param>
/// <param name="Reserved">What is promised to orders that have not left yet.</param>
public sealed record Stock(long OnHand, long Reserved)
{
    /// <summary>What may still be promised: on hand less reserved; 0 when less is there than was promised.</summary>
    public long Available => Math.Max(0, OnHand - Reserved);

    /// <summary>How much less is there than was promised, as a count or a loss has shown; left out when nothing is missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Shortage => Math.Max(0, Reserved - OnHand);
}
