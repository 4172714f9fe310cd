using System.ComponentModel.DataAnnotations;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Stock;

/// <summary>
/// The stock of orders: two databases, one promise. Before the commit of an order Inventory reserves, under an operation id that is drawn
/// first; behind it Inventory does what the commit noted down. Whatever a crash leaves half done, <see cref="StockSweeper"/> brings to its
/// end.
/// </summary>
internal sealed partial class OrderStock(
    OrdersDatabase database, IStockReservations inventory, IdSource ids, IOptions<OrdersOptions> options,
    ILogger<OrderStock> logger)
{
    private const int DoublingsMax = 6;

    /// <summary>Stock to reserve, under a new id.</summary>
    /// <param name="lines">What is to be reserved.</param>
    /// <param name="order">The order, for the ledger.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="workId">Stands for the request, when a repeat must find what this one reserves; null for an id of its own.</param>
    public StockOperation Draw(IReadOnlyList<StockLine> lines, Order order, string actor, string? workId = null) => new(
        $"order-{workId ?? ids.Next().ToString("N")}", lines, order.Id == 0 ? "a new order" : $"order {order.Id}", actor);

    /// <summary>A task for Inventory, to be noted down in a commit.</summary>
    public async ValueTask<StockTask> NoteAsync(
        ITransaction transaction, long orderId, StockStep step, IReadOnlyList<StockLine> lines, string actor)
    {
        var task = new StockTask(0, orderId, $"order-{ids.Next():N}", step, lines, actor)
        {
            Under = await ReservationTable.OfOrderAsync(transaction, orderId),
        };
        return await task.InsertAsync(transaction, NextTry());
    }

    /// <summary>Reserves all lines or none.</summary>
    public Task<ReserveAnswer> ReserveAsync(StockOperation operation, CancellationToken ct) => inventory.ReserveAsync(operation, ct);

    /// <summary>A 409 that names the lines of which there is too little.</summary>
    public static Refusal OutOfStock(Order order, IReadOnlyList<Shortage> shortages)
    {
        var errors = new Errors();
        foreach (var shortage in shortages)
        {
            // The first line of the product: those behind it may be parts of it.
            var index = order.Items.Index().First(line => line.Item.ProductId == shortage.ProductId).Index;
            errors.Add($"{OrderRules.Field(index)}.quantity", shortage.Reason);
        }

        return new Refusal(RefusalCode.Conflict, "There is not enough in stock; nothing was reserved. See errors.", errors.ToDictionary());
    }

    /// <summary>
    /// Takes back what was reserved for an order that does not come to be. The tombstone first: the other order of the two gives stock
    /// away that a commit under way still counts on.
    /// </summary>
    /// <returns>Whether it was taken back; false when an order has come of it.</returns>
    public async Task<bool> GiveUpAsync(string operationId, Lease? lease, CancellationToken ct)
    {
        var isVoid = await database.Store.WriteAsync(
            async transaction =>
            {
                await (lease?.CheckAsync(transaction) ?? ValueTask.CompletedTask);
                return await ReservationTable.VoidAsync(transaction, operationId, database.Clock.GetUtcNow());
            },
            ct);
        if (isVoid)
        {
            await inventory.ReleaseAsync(operationId, ct);
        }

        return isVoid;
    }

    /// <summary>
    /// The same behind a commit that goes on without it: where it fails, <see cref="StockSweeper"/> does it a moment later.
    /// </summary>
    public async Task TryGiveUpAsync(string operationId)
    {
        try
        {
            await GiveUpAsync(operationId, null, CancellationToken.None);
        }
        catch (StoreException error)
        {
            NotGivenUp(logger, operationId, error.Message);
        }
    }

    /// <summary>When a task is tried again that is noted down now.</summary>
    public DateTimeOffset NextTry() => database.Clock.GetUtcNow() + options.Value.RepeatAfter;

    /// <summary>
    /// Has Inventory do a task that was committed. A failure is no failure of the request: the task stays until it is done, or stuck.
    /// </summary>
    /// <returns>Whether it is done.</returns>
    public async Task<bool> SettleAsync(StockTask? task, CancellationToken ct)
    {
        if (task is null)
        {
            return false;
        }

        try
        {
            if (await inventory.SettleAsync(task.Operation, task.Step, ct) is { } undone)
            {
                await PutOffAsync(task, undone, ct);
                return false;
            }

            // Only a mark: when it is lost, the task is done once more, which changes nothing.
            database.Store.WriteSoon($"stock task {task.Id}", task.DeleteAsync);
            return true;
        }
        catch (Exception error) when (error is StoreException or OperationCanceledException)
        {
            Failed(logger, task.Step, task.OrderId, error.Message);
            return false;
        }
    }

    /// <summary>Puts a task off that could not be done, so that the others go first; in the end it is stuck.</summary>
    public async Task PutOffAsync(StockTask task, UndoneStep undone, CancellationToken ct)
    {
        var now = database.Clock.GetUtcNow();
        var isStuck = undone.IsFinal || task.Attempts + 1 >= options.Value.AttemptsMax;
        var pause = options.Value.RepeatAfter * Math.Pow(2, Math.Min(task.Attempts, DoublingsMax));
        await database.Store.WriteAsync(
            async transaction =>
            {
                await task.PutOffAsync(transaction, undone, now + pause, isStuck ? now : null);
                return true;
            },
            ct);
        if (isStuck)
        {
            Stuck(logger, task.Id, task.Step, task.OrderId, undone.Reason);
        }
        else
        {
            Refused(logger, task.Step, task.OrderId, undone.Reason);
        }
    }

    [LoggerMessage(6102, LogLevel.Warning, "Inventory can't do {Step} for order {Id}: {Reason}; trying again")]
    private static partial void Refused(ILogger logger, StockStep step, long id, string reason);

    [LoggerMessage(6108, LogLevel.Error, "stock task {Task} is stuck: {Step} for order {Id}: {Reason}")]
    private static partial void Stuck(ILogger logger, long task, StockStep step, long id, string reason);

    [LoggerMessage(6107, LogLevel.Warning, "the reservation {Operation} could not be given back ({Reason}); it is a moment later")]
    private static partial void NotGivenUp(ILogger logger, string operation, string reason);

    [LoggerMessage(6103, LogLevel.Warning, "{Step} for order {Id} could not be done ({Reason}); it is done a moment later")]
    private static partial void Failed(ILogger logger, StockStep step, long id, string reason);
}

/// <summary>How orders and their stock are kept together; section <c>Orders</c> of the configuration, checked at start.</summary>
internal sealed class OrdersOptions
{
    /// <summary>How old a reservation is before somebody looks whether there is an order for it. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often such reservations are looked for. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this, what Inventory has to do for an order is tried again; doubles with each refusal. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A task that the stock did not allow so often is stuck, until somebody has it tried again. Default 5.</summary>
    [Range(1, 100)]
    public int AttemptsMax { get; init; } = 5;

    /// <summary>How many orders of a customer that orders for itself may be NEW at the same time. Default 100.</summary>
    [Range(1, 1_000_000)]
    public int OpenOrdersMax { get; init; } = 100;

    /// <summary>How many units these may have together. Default 100,000.</summary>
    [Range(1, 1_000_000_000)]
    public long OpenUnitsMax { get; init; } = 100_000;

    /// <summary>
    /// After how long an order that is still NEW, and in nobody's hands, is cancelled, so that its stock is free for others. Default 0:
    /// never.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan NewLifetime { get; init; } = TimeSpan.Zero;

    /// <summary>How often such work is looked for. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}
