using Lockstep.Contracts.Tickets;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.Escalation;

/// <summary>
/// Tells of tickets whose due times have passed: an event for each, in the commit that notes down that it was told. So none is lost, and
/// none is
/// told twice, by a crash or by another process that looks at the same time: who comes second finds it told.
/// </summary>
internal sealed partial class TicketEscalation(
    SupportDatabase database, TicketWriter tickets, IOptions<SupportOptions> options, ILogger<TicketEscalation> logger) : BackgroundService
{
    private const string Actor = "system:escalation";
    private const int BatchMax = 200;

    /// <summary>Each on its own partial index, whose condition it repeats.</summary>
    private static readonly string[] Late =
    [
        """
        select first_answer_due_at, id from tickets
        where first_answered_at is null and first_answer_escalated_at is null and status in ('open', 'in_progress', 'waiting')
          and first_answer_due_at <= $1 and (first_answer_due_at, id) > ($2, $3) order by first_answer_due_at, id limit $4
        """,
        """
        select due_at, id from tickets where escalated_at is null and status in ('open', 'in_progress')
          and due_at <= $1 and (due_at, id) > ($2, $3) order by due_at, id limit $4
        """,
    ];

    /// <summary>Tells of all that is late by now; how many tickets that were.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var told = 0;
        foreach (var late in Late)
        {
            IReadOnlyList<(long Due, long Id)> page = [(long.MinValue, 0)];
            do
            {
                // Behind the last one and not from the start: one that can't be told keeps nobody else waiting.
                var (now, (due, id)) = (database.Clock.GetUtcNow(), page[^1]);
                page = await database.Store.AskAsync(
                    reader => reader.QueryAsync(late, static row => (row.Int64(0), row.Int64(1)), now, due, id, BatchMax), ct);
                foreach (var ticket in page)
                {
                    told += await TryTellAsync(ticket.Id, ct) ? 1 : 0;
                }
            }
            while (page.Count == BatchMax);
        }

        return told;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        RunOnceAsync, error => Failed(logger, error.Message), new Pause(options.Value.EscalationInterval, database.Clock), stoppingToken);

    private async Task<bool> TryTellAsync(long id, CancellationToken ct)
    {
        try
        {
            var work = Work.Of(Actor, ct);

            // Decided by the ticket that is held, not by the list: somebody may have answered since.
            var told = await database.Store.WriteAsync(
                async transaction => await TicketRecord.Table.FindForUpdateAsync(transaction, id) is { } before
                    && TicketClock.Escalated(before, database.Clock.GetUtcNow()) is { } after
                        ? await tickets.NoteAsync<TicketEscalated>(transaction, work, before, after, "")
                        : null,
                ct);
            if (told is not null)
            {
                Told(logger, id, told.Fields);
            }

            return told is not null;
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            NotTold(logger, id, error.Message);
            return false;
        }
    }

    [LoggerMessage(7002, LogLevel.Warning, "ticket {Id} is late ({Fields})")]
    private static partial void Told(ILogger logger, long id, string fields);

    [LoggerMessage(7003, LogLevel.Error, "that ticket {Id} is late could not be told ({Reason}); it is tried again")]
    private static partial void NotTold(ILogger logger, long id, string reason);

    [LoggerMessage(7004, LogLevel.Warning, "due times could not be looked at ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);
}
