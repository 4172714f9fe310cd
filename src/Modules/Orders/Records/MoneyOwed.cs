using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Records;

/// <summary>
/// What a customer owes, currency by currency, as the life cycle tells it: a sale counts from the moment it is placed until it is
/// COMPLETED, when it is paid, or CANCELLED. A return takes off what it pays back while it is under way itself, or while its sale is not
/// paid. A sum below zero is what the customer gets.
/// </summary>
internal static class MoneyOwed
{
    // Whole units and ten-thousandths apart: the sum of all ten-thousandths might be more than a number of the database holds.
    private const string Sql = $"""
        select o.currency, count(*),
          cast(sum(case o.kind when '{OrderKind.Return}' then -(o.total / 10000) else o.total / 10000 end) as bigint),
          cast(sum(case o.kind when '{OrderKind.Return}' then -(o.total % 10000) else o.total % 10000 end) as bigint)
        from orders o left join orders s on s.id = o.return_of
        where o.customer_id = $1 and o.status <> '{OrderStatus.Cancelled}'
          and (o.status <> '{OrderStatus.Completed}'
            or (o.kind = '{OrderKind.Return}' and s.status not in ('{OrderStatus.Completed}', '{OrderStatus.Cancelled}')))
        group by o.currency order by o.currency
        """;

    /// <summary>JSON in UTF-8: an array with <c>currency</c>, <c>amount</c> and <c>orders</c>, how many make it up.</summary>
    public static async ValueTask<byte[]> ReadAsync(IReader reader, long customerId)
    {
        var sums = await reader.QueryAsync(
            Sql,
            static row => (Currency: row.Text(0), Orders: row.Int64(1), Amount: row.Int64(2) + Money.FromUnits(row.Int64(3))),
            customerId);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var (currency, orders, amount) in sums)
            {
                json.WriteStartObject();
                json.WriteString("currency", currency);
                json.WriteNumber("amount", Money.Plain(amount));
                json.WriteNumber("orders", orders);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }
}
