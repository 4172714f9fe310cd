using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Records;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support;

/// <summary>The newest tickets of a customer, for its overview.</summary>
internal sealed class TicketsOverviewPart(SupportDatabase database) : IOverviewPart
{
    private static readonly RecordOverview<Ticket, TicketInput> Records = new(TicketRecord.Table);

    public IReadOnlyList<string> Names { get; } = ["tickets"];

    public string Permission => Permissions.TicketsRead;

    public string OwnPermission => Permissions.TicketsReadOwn;

    public ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync<OverviewAnswer?>(
        async reader =>
        {
            var tickets = await Records.NewestAsync(reader, question);
            return new OverviewAnswer(JsonSerializer.SerializeToUtf8Bytes(tickets, ContractsJson.Wire.IReadOnlyListTicket))
            {
                Changes = await Records.ChangesAsync(reader, question),
                Links =
                [
                    .. tickets.Where(static ticket => ticket.ExternalId is not null).Select(static ticket =>
                        new OverviewLink(TicketRecord.Kind, ticket.Id, "externalId", ticket.Source, ticket.ExternalId!)),
                ],
            };
        },
        ct);
}
