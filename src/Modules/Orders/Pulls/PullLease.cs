using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Pulls;

/// <summary>A new order in somebody's hands.</summary>
/// <param name="Holder">To whom it was handed last, also when the time is over; null once it was given back.</param>
/// <param name="Token">One more with each new holder.</param>
/// <param name="Nacks">How often it was given back.</param>
/// <param name="NackedBy">Who gave it back; null once it was handed out again.</param>
/// <param name="Version">The version of the order that was handed out; null when that was before it was kept.</param>
/// <param name="Reason">Why it was given back last; null when nobody said.</param>
internal sealed record PullLease(
    string? Holder, long Token, long Nacks = 0, string? NackedBy = null, long? Version = null, string? Reason = null)
{
    public const string Columns = "order_id, holder, token, nacks, nacked_by, version, reason";

    public static (long OrderId, PullLease Lease) Read(Row row) => (
        row.Int64(0), new PullLease(row.TextOrNull(1), row.Int64(2), row.Int64(3), row.TextOrNull(4), row.Int64OrNull(5),
            row.TextOrNull(6)));
}

/// <summary>What the rows of an order say about who has it.</summary>
/// <param name="Status">The order's status.</param>
/// <param name="Lease">Who was handed it; null when nobody was, or when it has left NEW.</param>
/// <param name="TakenBy">Under whose lease it left NEW; null when under nobody's.</param>
/// <param name="TakenToken">That lease's token.</param>
/// <param name="TakenReference">What it was acknowledged as, empty for nothing; null when it left NEW otherwise.</param>
/// <param name="Version">The order's version.</param>
internal sealed record PullState(
    string Status, PullLease? Lease = null, string? TakenBy = null, long? TakenToken = null, string? TakenReference = null,
    long Version = 0)
{
    /// <summary>Whether the order is another one by now than was handed out last.</summary>
    public bool IsChanged => Lease?.Version is { } given && given != Version;
}
