using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Links;

/// <summary>A write about two tickets.</summary>
internal static class TwoTickets
{
    /// <summary>Holds both, in the order of their ids, so that two writes about the same two don't wait for each other.</summary>
    /// <param name="database">The module's database.</param>
    /// <param name="id">The ticket that is asked for.</param>
    /// <param name="otherId">The other one, which a field of the request names.</param>
    /// <param name="field">That field; null when the path does.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="write">What is done with them.</param>
    public static Task<Answer> WriteAsync(
        SupportDatabase database, long id, long otherId, string? field, Work work, Func<ITransaction, Ticket, Ticket,
            ValueTask<Answer>> write) =>
        database.Store.WriteAsync(
            async transaction =>
            {
                await TicketRecord.Table.HoldAsync(transaction, [id, otherId]);
                if (await TicketRecord.Table.FindForUpdateAsync(transaction, id) is not { } one)
                {
                    return Answer.NotFound(TicketRecord.Kind, id);
                }

                if ((work.RefuseStale(one.Version) ?? (id == otherId ? Itself(field) : null)) is { } refusal)
                {
                    return refusal;
                }

                return await TicketRecord.Table.FindForUpdateAsync(transaction, otherId) is { } other ? await write(transaction, one, other)
                    : field is null ? Answer.NotFound(TicketRecord.Kind, otherId)
                    : Refusal.Invalid(field, $"There is no ticket {otherId}.");
            },
            work.Ct);

    private static Refusal Itself(string? field) => Refusal.Invalid(field ?? "id", "Must be another ticket.");
}
