using Lockstep.Contracts.Tickets;

namespace Lockstep.Support.Tickets;

/// <summary>What nobody says of a ticket, for it follows: when it must be done, and what was done and told so far.</summary>
internal sealed record TicketTimes
{
    public DateTimeOffset FirstAnswerDueAt { get; set; }

    public DateTimeOffset? FirstAnsweredAt { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    public DateTimeOffset? PausedAt { get; set; }

    public long PausedSeconds { get; set; }

    public DateTimeOffset? LastCommentAt { get; set; }

    public DateTimeOffset? FirstAnswerEscalatedAt { get; set; }

    public DateTimeOffset? EscalatedAt { get; set; }

    public long? MergedInto { get; set; }

    /// <summary>Those of a ticket.</summary>
    public static TicketTimes Of(Ticket ticket) => new()
    {
        FirstAnswerDueAt = ticket.FirstAnswerDueAt,
        FirstAnsweredAt = ticket.FirstAnsweredAt,
        DueAt = ticket.DueAt,
        ResolvedAt = ticket.ResolvedAt,
        PausedAt = ticket.PausedAt,
        PausedSeconds = ticket.PausedSeconds,
        LastCommentAt = ticket.LastCommentAt,
        FirstAnswerEscalatedAt = ticket.FirstAnswerEscalatedAt,
        EscalatedAt = ticket.EscalatedAt,
        MergedInto = ticket.MergedInto,
    };

    /// <summary>A ticket with these.</summary>
    public Ticket On(Ticket ticket) => ticket with
    {
        FirstAnswerDueAt = FirstAnswerDueAt,
        FirstAnsweredAt = FirstAnsweredAt,
        DueAt = DueAt,
        ResolvedAt = ResolvedAt,
        PausedAt = PausedAt,
        PausedSeconds = PausedSeconds,
        LastCommentAt = LastCommentAt,
        FirstAnswerEscalatedAt = FirstAnswerEscalatedAt,
        EscalatedAt = EscalatedAt,
        MergedInto = MergedInto,
    };
}
