using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>Which record of the target stands for one of the source, by flow.</summary>
/// <param name="TargetId">Its id there; null when it was deleted there by the flow.</param>
internal sealed record Link(string? TargetId)
{
    /// <summary>What the table has for a record that the flow deleted: its version stays, so that nothing older brings it back.</summary>
    public const string Deleted = "";

    /// <summary>The link of a delivery's record; null when nothing was ever written for it.</summary>
    public static ValueTask<Link?> FindAsync(IReader reader, Delivery delivery) => reader.FirstAsync(
        "select target_id from links where flow = $1 and subject = $2",
        static row => new Link(row.Text(0) is { Length: > 0 } id ? id : null), delivery.Flow, delivery.Subject);
}
