using Lockstep.Contracts.Tickets;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Links;

/// <summary>What becomes of a ticket that another one was merged into. Pure.</summary>
internal static class TicketMerge
{
    /// <summary>The ticket that is kept: it lacks nothing that the other one had, and is under way when that one was.</summary>
    public static Ticket Kept(Ticket merged, Ticket kept) => kept with
    {
        CustomerId = kept.CustomerId ?? merged.CustomerId,
        OrderId = kept.OrderId ?? (kept.CustomerId is null || kept.CustomerId == merged.CustomerId ? merged.OrderId : null),
        Requester = kept.Requester ?? merged.Requester,
        Assignee = kept.Assignee ?? merged.Assignee,
        Status = TicketStatus.IsUnderWay(merged.Status) && !TicketStatus.IsUnderWay(kept.Status) ? TicketStatus.Open : kept.Status,
        FirstAnsweredAt = Earlier(merged.FirstAnsweredAt, kept.FirstAnsweredAt),
        LastCommentAt = Later(merged.LastCommentAt, kept.LastCommentAt),
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;
}
