namespace Lockstep.Orders.Lifecycle;

/// <summary>What may be said with a cancel.</summary>
internal sealed record CancelInput
{
    /// <summary>Whether the system that has taken the order over is not asked; needs <c>orders:force-cancel</c>.</summary>
    public bool? Force { get; init; }

    /// <summary>Why; for that system, and for people.</summary>
    public string? Reason { get; init; }
}
