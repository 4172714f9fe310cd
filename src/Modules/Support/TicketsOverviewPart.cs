using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support;

/// <summary>The newest tickets of a customer, for its overview.</summary>
internal sealed class TicketsOverviewPart(SupportDatabase database) : IOverviewPart
{
    private const int NewestMax = 100;

    public string Name => "tickets";

    public string Permission => Permissions.TicketsRead;

    public string OwnPermission => Permissions.TicketsReadOwn;

    public ValueTask<byte[]?> ReadAsync(long customerId, CancellationToken ct) => database.Store.ReadAsync<byte[]?>(
        async reader => JsonSerializer.SerializeToUtf8Bytes(
            await reader.QueryAsync(
                $"select {TicketRecord.Table.Columns} from tickets where customer_id = $1 order by id desc limit $2",
                TicketRecord.Table.Read, customerId, NewestMax),
            ContractsJson.Wire.IReadOnlyListTicket),
        ct);
}
