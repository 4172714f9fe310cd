using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>Which record of the target stands for one of the source, by flow.</summary>
/// <param name="TargetId">Its id there; null when none does, be it that it was deleted there by the flow.</param>
/// <param name="Open">The create whose outcome nobody knows; null when there is none.</param>
internal sealed record Link(string? TargetId, OpenCreate? Open)
{
    /// <summary>What the table has for a record that the flow deleted: its version stays, so that nothing older brings it back.</summary>
    public const string Deleted = "";

    /// <summary>How a delivery's record stands in the target.</summary>
    public static async ValueTask<Link> FindAsync(IReader reader, Delivery delivery) => (await reader.FirstAsync(
        """
        select l.target_id, o.delivery_id, o.send_key, o.fields, o.opened_at, o.sent_at, o.is_released
        from (select 1 as one) as this
        left join links l on l.flow = $1 and l.subject = $2
        left join open_creates o on o.flow = $1 and o.subject = $2
        """,
        // With a link no create is open: the commit that links settles it.
        static row => row.TextOrNull(0) is { Length: > 0 } id ? new Link(id, null) : new Link(null, OpenCreate.Read(row)),
        delivery.Flow, delivery.Subject))!;
}
