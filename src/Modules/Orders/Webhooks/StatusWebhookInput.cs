namespace Lockstep.Orders.Webhooks;

/// <summary>What an outside system says of an order.</summary>
internal sealed record StatusWebhookInput
{
    /// <summary>Required.</summary>
    public long? OrderId { get; init; }

    /// <summary>Required; a step of the life cycle, in any case.</summary>
    public string? Status { get; init; }

    /// <summary>What that system calls the order; the order keeps the one that it has when left out.</summary>
    public string? Reference { get; init; }
}
