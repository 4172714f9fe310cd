using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Stock;

/// <summary>Which operation reserved stock for which order, and which ones nothing came of.</summary>
internal static class ReservationTable
{
    /// <summary>Tombstones go after a while: no commit comes that late.</summary>
    public static readonly RetentionRule Retention = RetentionRule.By<RetentionOptions>(
        OrdersDatabase.Name, static options => options.Inbox, """
        delete from reservations where order_id is null
          and operation_id in (select operation_id from reservations where order_id is null and at < $1 order by at limit $2)
        """);

    /// <summary>Whether an operation belongs to an order, or nothing can come of it any more. A race about that is settled by the primary key.</summary>
    public static async ValueTask<bool> IsTakenAsync(IReader reader, string operationId) => await reader.FirstAsync(
        "select 1 from reservations where operation_id = $1", static row => row.Int64(0), operationId) == 1;

    /// <summary>The same for many: those of them that are taken.</summary>
    public static async ValueTask<IReadOnlySet<string>> TakenAsync(IReader reader, IReadOnlyList<string> operationIds) => operationIds.Count == 0
        ? new HashSet<string>(StringComparer.Ordinal)
        : (await reader.QueryAsync(
            $"select operation_id from reservations where {reader.Dialect.InTexts("operation_id", "$1")}",
            static row => row.Text(0), SqlValue.List(operationIds))).ToHashSet(StringComparer.Ordinal);

    /// <summary>In the commit of an order: its stock is reserved under this operation.</summary>
    public static ValueTask InsertAsync(ITransaction transaction, string operationId, long orderId, DateTimeOffset now) => transaction.SendAsync(
        "insert into reservations (operation_id, order_id, at) values ($1, $2, $3)", operationId, orderId, now);

    /// <summary>Makes sure that nothing comes of an operation; false when an order has come of it.</summary>
    public static async ValueTask<bool> VoidAsync(ITransaction transaction, string operationId, DateTimeOffset now)
    {
        await transaction.ExecuteAsync(
            "insert into reservations (operation_id, at) values ($1, $2) on conflict (operation_id) do nothing", operationId, now);
        return await transaction.FirstAsync(
            "select 1 from reservations where operation_id = $1 and order_id is null", static row => row.Int64(0), operationId) == 1;
    }

    /// <summary>The operations under which the stock of an order was reserved.</summary>
    public static ValueTask<IReadOnlyList<string>> OfOrderAsync(IReader reader, long orderId) => reader.QueryAsync(
        "select operation_id from reservations where order_id = $1 order by operation_id", static row => row.Text(0), orderId);

    /// <summary>Those of the operations that belong to an order.</summary>
    public static ValueTask<IReadOnlyList<string>> OfOrdersAsync(IReader reader, IReadOnlyList<string> operationIds) => reader.QueryAsync(
        $"select operation_id from reservations where operation_id in ({reader.Dialect.Texts("$1")}) and order_id is not null",
        static row => row.Text(0), SqlValue.List(operationIds));
}
