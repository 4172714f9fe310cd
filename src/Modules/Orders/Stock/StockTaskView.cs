using System.Text.Json;
using Lockstep.Contracts.Inventory;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Stock;

/// <summary>A stock task as the API answers it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OrderId">The order that needs it.</param>
/// <param name="Step">Ship, Release or TakeIn.</param>
/// <param name="Lines">What of it is left to do.</param>
/// <param name="State">
/// <c>waiting</c>, <c>retrying</c>, <c>stuck</c>, <c>discarded</c>; <c>done</c> in the answer to a retry that did it.
/// </param>
/// <param name="Attempts">How often the stock did not allow it.</param>
/// <param name="Reason">Why, the last time.</param>
/// <param name="StuckAt">Since when it is not tried by itself any more.</param>
/// <param name="ClosedBy">Who discarded it.</param>
/// <param name="ClosedReason">And why.</param>
internal sealed record StockTaskView(
    long Id, long OrderId, string Step, IReadOnlyList<StockLine> Lines, string State, long Attempts, string? Reason,
    DateTimeOffset? StuckAt, string? ClosedBy, string? ClosedReason)
{
    public static readonly string[] States = ["waiting", "retrying", "stuck", "discarded"];

    private const string Columns =
        $"id, order_id, step, lines, {StateOf}, attempts, reason, stuck_at, closed_by, closed_reason";

    private const string StateOf =
        "case when closed_at is not null then 'discarded' when stuck_at is not null then 'stuck' when attempts > 0 then 'retrying' "
        + "else 'waiting' end";

    /// <summary>A task that has just been done, and is on its way out of the table.</summary>
    public static StockTaskView OfDone(StockTask task) =>
        new(task.Id, task.OrderId, task.Step.ToString(), task.Lines, "done", task.Attempts, null, null, null, null);

    /// <summary>Tasks in one state, or all that are not closed, the oldest first.</summary>
    public static ValueTask<IReadOnlyList<StockTaskView>> ListAsync(
        IReader reader, string? state, long after, int limit) => reader.QueryAsync(
        $"""
        select {Columns} from stock_tasks where id > $1 and ({StateOf} = $2 or ($2 = '' and closed_at is null)) order by id limit $3
        """,
        Read, after, state ?? "", limit);

    /// <summary>One task, closed ones too; null when there is none.</summary>
    public static ValueTask<StockTaskView?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {Columns} from stock_tasks where id = $1", Read, id);

    /// <summary>How many are stuck, up to a limit, and since when the oldest one is.</summary>
    public static async ValueTask<(long Count, DateTimeOffset? Oldest)> StuckAsync(IReader reader, int limit) => (
        await reader.FirstAsync(
            "select count(*) from (select 1 from stock_tasks where stuck_at is not null and closed_at is null limit $1) as stuck",
            static row => row.Int64(0), limit),
        await reader.FirstAsync(
            "select min(stuck_at) from stock_tasks where stuck_at is not null and closed_at is null", static row => row.InstantOrNull(0)));

    private static StockTaskView Read(Row row) => new(
        row.Int64(0), row.Int64(1), row.Text(2),
        JsonSerializer.Deserialize(row.Text(3), StockJson.Default.IReadOnlyListStockLine)!, row.Text(4),
        row.Int64(5), row.TextOrNull(6), row.InstantOrNull(7), row.TextOrNull(8), row.TextOrNull(9));
}

/// <summary>A page of stock tasks.</summary>
/// <param name="Items">The oldest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record StockTaskPage(IReadOnlyList<StockTaskView> Items, string? Next);
