using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support;

/// <summary>The tickets of a customer that are neither resolved nor closed.</summary>
internal sealed class TicketTies(SupportDatabase database) : ICustomerTies
{
    private static readonly string[] Live = [.. TicketStatus.All.Where(TicketStatus.IsUnderWay)];

    public ValueTask<IReadOnlyList<string>> ListAsync(long customerId, int limit, CancellationToken ct) => database.Store.ReadAsync(
        reader => reader.QueryAsync(
            $"select id, status from tickets where customer_id = $1 and {reader.Dialect.InTexts("status", "$2")} order by id limit $3",
            static row => $"ticket {row.Int64(0)} ({row.Text(1)})", customerId, SqlValue.List(Live), limit),
        ct);
}
