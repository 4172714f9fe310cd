using System.Runtime.InteropServices;

namespace Lockstep.Reports.Facts;

/// <summary>What reports know of an order.</summary>
/// <param name="Id">The order.</param>
/// <param name="Version">Its version; older news about it changes nothing.</param>
internal sealed record OrderFact(long Id, long Version)
{
    /// <summary>Whether it was deleted; then nothing else is known of it.</summary>
    public bool IsGone { get; init; } = true;

    public string Kind { get; init; } = "";

    public string Status { get; init; } = "";

    public string Currency { get; init; } = "";

    /// <summary>0 for a guest.</summary>
    public long CustomerId { get; init; }

    /// <summary>In ten-thousandths.</summary>
    public long Amount { get; init; }

    /// <summary>In milliseconds since 1970.</summary>
    public long PlacedAt { get; init; }

    /// <summary>By product, each once, in the order of their ids.</summary>
    public IReadOnlyList<OrderProduct> Products { get; init; } = [];

    /// <summary>Whether it counts in figures about revenue.</summary>
    public bool IsCounted => !IsGone && Revenue.Counts(Status);

    /// <summary>Whether it makes its customer one who buys.</summary>
    public bool IsPurchase => IsCounted && Kind is "sale" && CustomerId != 0;
}

/// <summary>One product of an order.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Units">Its units in all lines.</param>
/// <param name="Amount">The total of these lines, in ten-thousandths.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OrderProduct(long ProductId, long Units, long Amount);
