using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>Takes news about tickets into an edition.</summary>
internal static class TicketFacts
{
    public static async ValueTask ApplyAsync(
        ITransaction transaction, long edition, IReadOnlyCollection<TicketFact> news, FactVersions changed)
    {
        // One that is deleted does not say any more when it was entered.
        foreach (var at in await transaction.QueryAsync(
            $"select created_at from ticket_facts where edition = $1 and {transaction.Dialect.InIntegers("id", "$2")}",
            static row => row.Int64(0), edition, SqlValue.List(news.Select(static fact => fact.Id))))
        {
            changed.Add(FactVersions.Tickets, at);
        }

        foreach (var fact in news)
        {
            var ticket = fact.Ticket;
            changed.Add(FactVersions.Tickets, ticket?.CreatedAt.ToUnixTimeMilliseconds() ?? 0);
            await transaction.SendAsync(
                """
                insert into ticket_facts (edition, id, version, is_counted, queue, priority, status, created_at, first_due_at,
                  answered_at, due_at,
                  paused_at, resolved_at, noted)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $3)
                on conflict (edition, id) do update set version = excluded.version, is_counted = excluded.is_counted, queue =
                  excluded.queue,
                  priority = excluded.priority, status = excluded.status, created_at = excluded.created_at, first_due_at =
                    excluded.first_due_at,
                  answered_at = excluded.answered_at, due_at = excluded.due_at, paused_at = excluded.paused_at, resolved_at =
                    excluded.resolved_at, noted = excluded.noted
                where ticket_facts.version < excluded.version
                """,
                edition, fact.Id, fact.Version, fact.IsCounted, ticket?.Queue ?? "", ticket?.Priority ?? "", ticket?.Status ?? "",
                ticket?.CreatedAt ?? DateTimeOffset.UnixEpoch, ticket?.FirstAnswerDueAt ?? DateTimeOffset.UnixEpoch,
                    ticket?.FirstAnsweredAt,
                ticket?.DueAt ?? DateTimeOffset.UnixEpoch, ticket?.PausedAt, ticket?.ResolvedAt);
        }
    }
}
