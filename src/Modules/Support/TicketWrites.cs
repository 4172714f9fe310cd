using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Import;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support;

/// <summary>
/// What flows write here: tickets. The first write is about the ticket that has its outside id, as a row of an import is; later ones about
/// the
/// same for good.
/// </summary>
internal sealed class TicketWrites(SupportDatabase database, TicketWriter tickets, TicketReferences references)
{
    public async Task<WriteAnswer> WriteTicketAsync(ModuleWrite write, CancellationToken ct)
    {
        var (input, spoken, refusal) = MappedFields.Read(write.Fields, TicketRow.Rows.Fields, TicketJson.Default.TicketInput);
        if (input is null)
        {
            return FlowWrites.Refused(refusal!);
        }

        TicketRecord.Table.Normalize(input);
        var work = Work.Of(write.Origin, ct);
        return await references.RefuseAsync(input, null, work) is { } unknown
            ? FlowWrites.Refused(unknown)
            : await FlowWrites.WriteOnceAsync(
                database, write,
                async (transaction, known) =>
                {
                    var before = known is null
                        ? await TicketWriter.FindForUpdateAsync(transaction, input)
                        : await TicketRecord.Table.FindForUpdateAsync(transaction, known.Value);
                    return before is not null ? await tickets.ChangeAsync(transaction, work, before, TicketRow.Over(before, input, spoken))
                        : known is not null ? FlowWrites.Gone(TicketRecord.Kind, known.Value)
                        : await tickets.CreateAsync(transaction, work, input);
                },
                static ticket => (ticket.Id, ticket.Version), ct);
    }
}
