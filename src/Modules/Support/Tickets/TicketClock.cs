using Lockstep.Contracts.Tickets;
using Lockstep.Support.Clocks;

namespace Lockstep.Support.Tickets;

/// <summary>What becomes of the due times of a ticket. Pure functions of what was promised, the ticket and the time.</summary>
internal static class TicketClock
{
    /// <summary>A ticket that was just entered.</summary>
    public static Ticket Start(Ticket ticket, ServiceLevel level)
    {
        var due = ticket with
        {
            FirstAnswerDueAt = Whole(level.Calendar.Add(ticket.CreatedAt, level.FirstAnswer)),
            DueAt = Whole(level.Calendar.Add(ticket.CreatedAt, level.Solution)),
        };
        return TicketStatus.IsOnTheClock(ticket.Status) ? due : Stopped(due, ticket.CreatedAt);
    }

    /// <summary>
    /// A ticket that went into another status, or to whom something else is promised from now on. A clock that stood still goes on with the
    /// working time that was left; time that was over stays over.
    /// </summary>
    /// <param name="before">The ticket as it was.</param>
    /// <param name="after">The same with its new status, priority and queue, and the time of that.</param>
    /// <param name="level">What is promised now.</param>
    public static Ticket Next(Ticket before, Ticket after, ServiceLevel level)
    {
        var moved = Moved(before, after, level);
        return IsPromisedTheSame(before, after) ? moved : Promised(moved, level);
    }

    /// <summary>Whether the same is promised for two states of a ticket.</summary>
    public static bool IsPromisedTheSame(Ticket one, Ticket other) =>
        string.Equals(one.Priority, other.Priority, StringComparison.Ordinal)
            && string.Equals(one.Queue, other.Queue, StringComparison.Ordinal);

    /// <summary>
    /// A ticket of which it is told that it is late, for each due time that has passed unmet and untold; null when there is none.
    /// </summary>
    public static Ticket? Escalated(Ticket ticket, DateTimeOffset now)
    {
        var isAnswerLate = ticket is { FirstAnsweredAt: null, FirstAnswerEscalatedAt: null } && ticket.FirstAnswerDueAt <= now
            && TicketStatus.IsUnderWay(ticket.Status);
        var isLate = ticket.EscalatedAt is null && ticket.DueAt <= now && TicketStatus.IsOnTheClock(ticket.Status);
        return !isAnswerLate && !isLate ? null : ticket with
        {
            FirstAnswerEscalatedAt = isAnswerLate ? now : ticket.FirstAnswerEscalatedAt,
            EscalatedAt = isLate ? now : ticket.EscalatedAt,
        };
    }

    private static Ticket Moved(Ticket before, Ticket after, ServiceLevel level)
    {
        if (string.Equals(before.Status, after.Status, StringComparison.Ordinal))
        {
            return after;
        }

        if (!TicketStatus.IsOnTheClock(after.Status))
        {
            return Stopped(after, after.UpdatedAt);
        }

        return before.PausedAt is not { } since ? after : after with
        {
            PausedAt = null,
            ResolvedAt = null,
            PausedSeconds = before.PausedSeconds + (long)level.Calendar.Between(since, after.UpdatedAt).TotalSeconds,
            DueAt = before.DueAt > since ? Whole(level.Calendar.Add(after.UpdatedAt, level.Calendar.Between(since, before.DueAt)))
                : before.DueAt,
        };
    }

    private static Ticket Stopped(Ticket ticket, DateTimeOffset now) => ticket with
    {
        PausedAt = ticket.PausedAt ?? now,
        ResolvedAt = TicketStatus.IsUnderWay(ticket.Status) ? null : ticket.ResolvedAt ?? now,
    };

    /// <summary>
    /// Due times count from the beginning. What is late again by the new ones may be told again, what is not was told for nothing.
    /// </summary>
    private static Ticket Promised(Ticket ticket, ServiceLevel level)
    {
        var answer = ticket.FirstAnsweredAt is null ? Whole(level.Calendar.Add(ticket.CreatedAt, level.FirstAnswer))
            : ticket.FirstAnswerDueAt;
        var solution = Whole(level.Calendar.Add(ticket.CreatedAt, level.Solution + TimeSpan.FromSeconds(ticket.PausedSeconds)));
        return ticket with
        {
            FirstAnswerDueAt = answer,
            DueAt = solution,
            FirstAnswerEscalatedAt = answer > ticket.UpdatedAt ? null : ticket.FirstAnswerEscalatedAt,
            EscalatedAt = solution > ticket.UpdatedAt ? null : ticket.EscalatedAt,
        };
    }

    /// <summary>As tables hold instants.</summary>
    private static DateTimeOffset Whole(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
