using Lockstep.Contracts.Tickets;
using Lockstep.Support.Clocks;
using Lockstep.Support.Tickets;

namespace Lockstep.Tests.Modules.Support;

/// <summary>The life cycle of tickets and their due times, without a clock: somebody works from 8 to 18 every day, in UTC.</summary>
public sealed class TicketClockTests
{
    private static readonly DateTimeOffset Eight = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly ServiceLevel Level = LevelOf(2, 6);

    [Fact]
    public void Exactly_these_moves_are_legal() =>
        TicketStatus.All.SelectMany(from => TicketStatus.Next(from).Select(to => $"{from}→{to}")).ShouldBe(
            [
                "open→in_progress", "open→waiting", "open→resolved", "open→closed",
                "in_progress→open", "in_progress→waiting", "in_progress→resolved", "in_progress→closed",
                "waiting→open", "waiting→in_progress", "waiting→resolved", "waiting→closed",
                "resolved→closed", "resolved→open", "resolved→in_progress", "closed→open", "closed→in_progress",
            ],
            ignoreOrder: true);

    [Theory]
    [InlineData("PROCESSING", "in_progress")]
    [InlineData("In Progress", "in_progress")]
    [InlineData("waiting", "waiting")]
    [InlineData("lost", null)]
    [InlineData(null, null)]
    public void A_status_is_known_in_any_case_and_by_its_old_word(string? text, string? status) =>
        TicketStatus.Parse(text).ShouldBe(status);

    [Fact]
    public void Due_times_begin_when_the_ticket_comes()
    {
        var ticket = TicketClock.Start(TicketOf("open"), Level);
        (ticket.FirstAnswerDueAt, ticket.DueAt, ticket.PausedAt).ShouldBe((Eight.AddHours(2), Eight.AddHours(6), null));
        var closed = TicketClock.Start(TicketOf("closed"), Level);
        (closed.PausedAt, closed.ResolvedAt).ShouldBe((Eight, Eight), "one that is over when it comes");
    }

    [Fact]
    public void While_a_ticket_waits_its_solution_is_not_asked_for_and_its_time_goes_on_behind()
    {
        var ticket = TicketClock.Start(TicketOf("open"), Level);
        var waiting = Move(ticket, "waiting", Eight.AddHours(4));
        (waiting.PausedAt, waiting.DueAt, waiting.ResolvedAt).ShouldBe((Eight.AddHours(4), Eight.AddHours(6), null));
        TicketClock.Escalated(waiting with { FirstAnsweredAt = Eight }, Eight.AddHours(9)).ShouldBeNull("it waits for somebody outside");
        var back = Move(waiting, "in_progress", Eight.AddHours(7));
        (back.PausedAt, back.PausedSeconds, back.DueAt).ShouldBe((null, 3 * 3_600, Eight.AddHours(9)), "two hours were left");
        var overnight = Move(Move(ticket, "waiting", Eight.AddHours(4)), "open", Eight.AddHours(24 + 9));
        overnight.DueAt.ShouldBe(Eight.AddHours(48 + 1), "an hour of that day, and the other one of the next");
        overnight.PausedSeconds.ShouldBe((6 + 9) * 3_600, "working hours");
    }

    [Fact]
    public void What_was_late_before_it_waited_stays_late()
    {
        var ticket = TicketClock.Start(TicketOf("open"), Level);
        Move(Move(ticket, "waiting", Eight.AddHours(7)), "open", Eight.AddHours(9)).DueAt.ShouldBe(Eight.AddHours(6));
    }

    [Fact]
    public void A_ticket_that_is_reopened_goes_on_where_it_was()
    {
        var resolved = Move(TicketClock.Start(TicketOf("in_progress"), Level), "resolved", Eight.AddHours(5));
        (resolved.ResolvedAt, resolved.PausedAt).ShouldBe((Eight.AddHours(5), Eight.AddHours(5)));
        var closed = Move(resolved, "closed", Eight.AddHours(6));
        (closed.ResolvedAt, closed.PausedAt).ShouldBe((Eight.AddHours(5), Eight.AddHours(5)), "when it was resolved");
        var reopened = Move(closed, "open", Eight.AddHours(8));
        (reopened.ResolvedAt, reopened.PausedAt, reopened.DueAt).ShouldBe((null, null, Eight.AddHours(9)));
    }

    [Fact]
    public void Another_priority_is_promised_from_the_beginning_without_the_time_that_it_waited()
    {
        var back = Move(Move(TicketClock.Start(TicketOf("open"), Level), "waiting", Eight.AddHours(1)), "open", Eight.AddHours(2));
        var urgent = TicketClock.Next(back, back with { Priority = "urgent", UpdatedAt = Eight.AddHours(3) }, LevelOf(1, 4));
        (urgent.FirstAnswerDueAt, urgent.DueAt).ShouldBe((Eight.AddHours(1), Eight.AddHours(5)));
        var told = urgent with { EscalatedAt = Eight.AddHours(5), FirstAnswerEscalatedAt = Eight.AddHours(2) };
        var low = TicketClock.Next(told, told with { Priority = "low", UpdatedAt = Eight.AddHours(6) }, LevelOf(3, 9));
        (low.EscalatedAt, low.FirstAnswerEscalatedAt).ShouldBe((null, Eight.AddHours(2)), "it has time again, but no answer yet");
    }

    [Fact]
    public void Each_due_time_is_told_once_when_it_passes_unmet()
    {
        var ticket = TicketClock.Start(TicketOf("open"), Level);
        TicketClock.Escalated(ticket, Eight.AddHours(2).AddMilliseconds(-1)).ShouldBeNull();
        var unanswered = TicketClock.Escalated(ticket, Eight.AddHours(2)).ShouldNotBeNull();
        (unanswered.FirstAnswerEscalatedAt, unanswered.EscalatedAt).ShouldBe((Eight.AddHours(2), null));
        TicketClock.Escalated(unanswered, Eight.AddHours(3)).ShouldBeNull("it was told");
        TicketClock.Escalated(unanswered, Eight.AddHours(6)).ShouldNotBeNull().EscalatedAt.ShouldBe(Eight.AddHours(6));
        TicketClock.Escalated(ticket with { FirstAnsweredAt = Eight }, Eight.AddHours(3)).ShouldBeNull("it was answered");
        TicketClock.Escalated(Move(ticket, "resolved", Eight.AddHours(1)), Eight.AddHours(9)).ShouldBeNull("it is over");
    }

    private static Ticket Move(Ticket ticket, string status, DateTimeOffset at) =>
        TicketClock.Next(ticket, ticket with { Status = status, UpdatedAt = at }, Level);

    private static ServiceLevel LevelOf(int answer, int solution) => new(
        new WorkingCalendar(
            TimeZoneInfo.Utc, Enum.GetValues<DayOfWeek>().ToLookup(static day => day, static _ => new DaySpan(8 * 60, 18 * 60)),
                new HashSet<DateOnly>()),
        TimeSpan.FromHours(answer), TimeSpan.FromHours(solution));

    private static Ticket TicketOf(string status) => new()
    {
        Id = 1, Subject = "x", Priority = "normal", Status = status, Tags = [], FirstAnswerDueAt = default, DueAt = default,
            PausedSeconds = 0,
        Version = 1, CreatedAt = Eight, UpdatedAt = Eight,
    };
}
