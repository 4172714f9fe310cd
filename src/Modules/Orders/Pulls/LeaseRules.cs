using Lockstep.Orders.Records;

namespace Lockstep.Orders.Pulls;

/// <summary>What becomes of an acknowledgement.</summary>
internal enum AckVerdict
{
    /// <summary>The order goes from NEW to PROCESSING.</summary>
    Take,

    /// <summary>It did so for this consumer before; nothing changes.</summary>
    Repeat,

    /// <summary>It is in another consumer's hands.</summary>
    Held,

    /// <summary>It was handed out again since, or never under the token that is shown.</summary>
    Superseded,

    /// <summary>It is another order by now than the one that was handed out.</summary>
    Changed,

    /// <summary>It left NEW in other hands.</summary>
    Taken,

    /// <summary>It was acknowledged under this consumer's name before, under another reference.</summary>
    OtherReference,

    /// <summary>
    /// It was acknowledged under this consumer's name before, by one of several who were handed it; nothing tells by which.
    /// </summary>
    Unclear,

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
/// Who may acknowledge an order and who may give it back. No clock is asked: time only decides when an order may be handed out again. Until
/// that happens, the consumer to whom it was handed last may acknowledge it, however late; from then on it may not, however quick. Nor may
/// it once the order was changed: what it has in hand is not what stands here.
/// </summary>
internal static class LeaseRules
{
    /// <summary>The table of acknowledgements, from the top.</summary>
    /// <param name="state">The order as it is in the commit.</param>
    /// <param name="consumer">Who acknowledges.</param>
    /// <param name="token">The token that the consumer shows; null when it shows none.</param>
    /// <param name="reference">What the consumer calls the order; null when it does not say.</param>
    /// <param name="isNameEnough">Whether all who go by one name are one, as in a dialect whose clients know of no token.</param>
    public static AckVerdict Ack(
        PullState state, string consumer, long? token, string? reference = null, bool isNameEnough = false) => state switch
    {
        { Status: OrderStatus.New, Lease.Holder: { } holder } when !Is(holder, consumer) => AckVerdict.Held,
        { Status: OrderStatus.New } when !IsShown(token, state.Lease?.Token) => AckVerdict.Superseded,
        { Status: OrderStatus.New, IsChanged: true } => AckVerdict.Changed,
        { Status: OrderStatus.New } => AckVerdict.Take,
        { Status: OrderStatus.Cancelled } => AckVerdict.Cancelled,
        { TakenBy: { } taker } when Is(taker, consumer) && IsShown(token, state.TakenToken) => Again(state, token, reference, isNameEnough),
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

    /// <summary>Of several workers under one name only one has the order: the token or the reference tells it from the others.</summary>
    private static AckVerdict Again(PullState state, long? token, string? reference, bool isNameEnough) => state switch
    {
        { TakenReference: { } first } when reference is not null && !Is(reference, first) => AckVerdict.OtherReference,
        { TakenToken: > 1 } when token is null && reference is null && !isNameEnough => AckVerdict.Unclear,
        _ => AckVerdict.Repeat,
    };

    private static bool IsShown(long? shown, long? token) => shown is null || shown == token;

    private static bool Is(string one, string? two) => string.Equals(one, two, StringComparison.Ordinal);
}
