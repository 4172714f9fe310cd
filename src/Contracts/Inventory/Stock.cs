namespace Lockstep.Contracts.Inventory;

/// <summary>Whole units of one product. Never negative, and never more reserved than on hand.</summary>
/// <param name="OnHand">What lies in the warehouse.</param>
/// <param name="Reserved">What is promised to orders that have not left yet.</param>
public sealed record Stock(long OnHand, long Reserved)
{
    /// <summary>What may still be promised: on hand less reserved.</summary>
    public long Available => OnHand - Reserved;
}
