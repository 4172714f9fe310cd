using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Stock;

/// <summary>What Inventory has to do for a commit of Orders: noted down in that commit, and taken off when it is done.</summary>
internal sealed record StockTask(
    long Id, long OrderId, string OperationId, StockStep Step, IReadOnlyList<StockLine> Lines, string Actor, long Attempts = 0)
{
    private const string Columns = "id, order_id, operation_id, step, lines, actor, attempts, reserved_under";

    /// <summary>Under which operations the order's stock was reserved; null for a task that was noted down before that was kept.</summary>
    public IReadOnlyList<string>? Under { get; init; }

    /// <summary>Those that somebody closed go after a while.</summary>
    public static readonly RetentionRule Retention = RetentionRule.By<RetentionOptions>(
        OrdersDatabase.Name, static options => options.Inbox,
        "delete from stock_tasks where id in (select id from stock_tasks where closed_at < $1 order by closed_at limit $2)");

    public static FutureRule Future { get; } = new("orders", TimeSpan.FromDays(2), "update stock_tasks set due_at = $1 where due_at > $2");

    /// <summary>The work as Inventory takes it.</summary>
    public StockOperation Operation => new(OperationId, Lines, Name, Actor) { Owner = Under is null ? null : Name, Under = Under ?? [] };

    private string Name => string.Create(CultureInfo.InvariantCulture, $"order {OrderId}");

    /// <summary>Units by product of the lines of an order.</summary>
    public static Dictionary<long, long> Units(Order order) =>
        order.Items.GroupBy(item => item.ProductId).ToDictionary(group => group.Key, group => group.Sum(item => item.Quantity));

    /// <summary>By how much the first has more than the second, product by product.</summary>
    public static IReadOnlyList<StockLine> Beyond(Dictionary<long, long> units, Dictionary<long, long> others) =>
    [
        .. from unit in units
           let more = unit.Value - others.GetValueOrDefault(unit.Key)
           where more > 0
           orderby unit.Key
           select new StockLine(unit.Key, more),
    ];

    /// <summary>All units of an order.</summary>
    public static IReadOnlyList<StockLine> AllOf(Order order) => Beyond(Units(order), []);

    /// <summary>Notes the task down; it is given the id that the table gave.</summary>
    /// <param name="transaction">The commit that makes it necessary.</param>
    /// <param name="dueAt">When somebody else looks after it, unless it is done by then.</param>
    public async ValueTask<StockTask> InsertAsync(ITransaction transaction, DateTimeOffset dueAt) => this with
    {
        Id = await transaction.FirstAsync(
            """
            insert into stock_tasks (operation_id, order_id, step, lines, actor, due_at, reserved_under)
            values ($1, $2, $3, $4, $5, $6, $7) returning id
            """,
            static row => row.Int64(0),
            OperationId, OrderId, Step.ToString(), JsonSerializer.Serialize(Lines, StockJson.Default.IReadOnlyListStockLine), Actor, dueAt,
            Under is null ? null : JsonSerializer.Serialize(Under, StockJson.Default.IReadOnlyListString)),
    };

    /// <summary>Those that somebody has to look after by now.</summary>
    public static ValueTask<IReadOnlyList<StockTask>> ListDueAsync(IReader reader, DateTimeOffset now, int limit) => reader.QueryAsync(
        $"select {Columns} from stock_tasks where due_at <= $1 and stuck_at is null order by due_at limit $2", Read, now, limit);

    /// <summary>One that is not closed, held for this write; null when it is done, or there is none.</summary>
    public static ValueTask<StockTask?> FindForUpdateAsync(ITransaction transaction, long id) => transaction.FirstForUpdateAsync(
        $"select {Columns} from stock_tasks where id = $1 and closed_at is null", Read, id);

    public ValueTask DeleteAsync(ITransaction transaction) => transaction.SendAsync("delete from stock_tasks where id = $1", Id);

    /// <summary>Notes down, after an attempt that failed, what is left to do.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="undone">What is left, and why.</param>
    /// <param name="dueAt">When it is tried again.</param>
    /// <param name="stuckAt">Since when it is not tried by itself any more; null when it is.</param>
    public ValueTask PutOffAsync(
        ITransaction transaction, UndoneStep undone, DateTimeOffset dueAt, DateTimeOffset? stuckAt) => transaction.SendAsync(
        """
        update stock_tasks set attempts = attempts + 1, lines = $2, reason = $3, due_at = $4, stuck_at = $5
        where id = $1 and closed_at is null
        """,
        Id, JsonSerializer.Serialize(undone.Lines, StockJson.Default.IReadOnlyListStockLine), undone.Reason, dueAt, stuckAt);

    /// <summary>Has it tried again from the start.</summary>
    public ValueTask ReviveAsync(ITransaction transaction, DateTimeOffset dueAt) => transaction.SendAsync(
        "update stock_tasks set attempts = 0, stuck_at = null, due_at = $2 where id = $1", Id, dueAt);

    /// <summary>Closes it undone; who did, and why, stays for a while.</summary>
    public ValueTask CloseAsync(ITransaction transaction, string actor, string reason, DateTimeOffset now) => transaction.SendAsync(
        "update stock_tasks set closed_at = $2, closed_by = $3, closed_reason = $4, stuck_at = coalesce(stuck_at, $2) where id = $1",
        Id, now, actor, reason);

    private static StockTask Read(Row row) => new(
        row.Int64(0), row.Int64(1), row.Text(2), Enum.Parse<StockStep>(row.Text(3)),
        JsonSerializer.Deserialize(row.Text(4), StockJson.Default.IReadOnlyListStockLine)!, row.Text(5), row.Int64(6))
    {
        Under = row.TextOrNull(7) is { } under ? JsonSerializer.Deserialize(under, StockJson.Default.IReadOnlyListString) : null,
    };
}

/// <summary>The JSON of what a stock task is to do.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(IReadOnlyList<StockLine>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class StockJson : JsonSerializerContext;

/// <summary>Which operation reserved stock for which order, and which ones nothing came of.</summary>
internal static class ReservationTable
{
    /// <summary>Tombstones go after a while: no commit comes that late.</summary>
    public static readonly RetentionRule Retention = RetentionRule.By<RetentionOptions>(
        OrdersDatabase.Name, static options => options.Inbox, """
        delete from reservations where order_id is null
          and operation_id in (select operation_id from reservations where order_id is null and at < $1 order by at limit $2)
        """);

    /// <summary>
    /// Whether an operation belongs to an order, or nothing can come of it any more. A race about that is settled by the primary key.
    /// </summary>
    public static async ValueTask<bool> IsTakenAsync(IReader reader, string operationId) => await reader.FirstAsync(
        "select 1 from reservations where operation_id = $1", static row => row.Int64(0), operationId) == 1;

    /// <summary>The same for many: those of them that are taken.</summary>
    public static async ValueTask<IReadOnlySet<string>> TakenAsync(IReader reader, IReadOnlyList<string> operationIds) =>
        operationIds.Count == 0
        ? new HashSet<string>(StringComparer.Ordinal)
        : (await reader.QueryAsync(
            $"select operation_id from reservations where {reader.Dialect.InTexts("operation_id", "$1")}",
            static row => row.Text(0), SqlValue.List(operationIds))).ToHashSet(StringComparer.Ordinal);

    /// <summary>In the commit of an order: its stock is reserved under this operation.</summary>
    public static ValueTask InsertAsync(
        ITransaction transaction, string operationId, long orderId, DateTimeOffset now) => transaction.SendAsync(
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
