using Lockstep.Orders.Records;

namespace Lockstep.Orders.Pulls;

/// <summary>What becomes of an acknowledgement.</summary>
internal enum AckVerdict
{
    /// <summary>The order goes from NEW to PROCESSING.</summary>
    Take,

    /// <summary>It did so for this consumer before; nothing changes.</summary>
    Repeat,

    /// <summary>It was handed to another consumer meanwhile, or again under another token.</summary>
    Held,

    /// <summary>It left NEW in other hands.</summary>
    Taken,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>What becomes of an order that is given back.</summary>
internal enum NackVerdict
{
    /// <summary>Others may have it at once.</summary>
    GiveBack,

    /// <summary>It was given back by this consumer, and nobody has it yet; nothing changes.</summary>
    Repeat,

    /// <summary>It is not this consumer's to give back.</summary>
    NotHeld,

    /// <summary>It is not NEW any more.</summary>
    Gone,
}

/// <summary>
/// Who may acknowledge an order and who may give it back. No clock is asked: time only decides when an order may be handed out again. Until that
/// happens, the consumer to whom it was handed last may acknowledge it, however late; from then on it may not, however quick.
/// </summary>
internal static class LeaseRules
{
    /// <summary>The table of acknowledgements, from the top.</summary>
    /// <param name="state">The order as it is in the commit.</param>
    /// <param name="consumer">Who acknowledges.</param>
    /// <param name="token">The token that the consumer shows; null when it shows none.</param>
    public static AckVerdict Ack(PullState state, string consumer, long? token) => state switch
    {
        { Status: OrderStatus.New, Lease: null or { Holder: null } } when IsShown(token, state.Lease?.Token) => AckVerdict.Take,
        { Status: OrderStatus.New, Lease.Holder: { } holder } when Is(holder, consumer) && IsShown(token, state.Lease.Token) => AckVerdict.Take,
        { Status: OrderStatus.New } => AckVerdict.Held,
        { Status: OrderStatus.Cancelled } => AckVerdict.Cancelled,
        { TakenBy: { } taker } when Is(taker, consumer) && IsShown(token, state.TakenToken) => AckVerdict.Repeat,
        _ => AckVerdict.Taken,
    };

    /// <summary>The table of what is given back, from the top.</summary>
    public static NackVerdict Nack(PullState state, string consumer, long? token) => state switch
    {
        { Status: not OrderStatus.New } => NackVerdict.Gone,
        { Lease.Holder: { } holder } when Is(holder, consumer) && IsShown(token, state.Lease.Token) => NackVerdict.GiveBack,
        { Lease: { Holder: null, NackedBy: { } last } } when Is(last, consumer) && IsShown(token, state.Lease.Token) => NackVerdict.Repeat,
        _ => NackVerdict.NotHeld,
    };

    private static bool IsShown(long? shown, long? token) => shown is null || shown == token;

    private static bool Is(string one, string two) => string.Equals(one, two, StringComparison.Ordinal);
}
