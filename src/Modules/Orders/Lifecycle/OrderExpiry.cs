using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Lifecycle;

/// <summary>
/// Cancels orders that have been NEW for longer than the installation waits for them. One that is handed out right now stays: whoever has
/// it may be about to take it over. Several processes may do it at once; the life cycle lets an order be cancelled once.
/// </summary>
internal sealed partial class OrderExpiry(
    OrdersDatabase database, OrderWriter orders, OrderStock stock, IOptions<OrdersOptions> options, ILogger<OrderExpiry> logger)
        : BackgroundService
{
    private const string Actor = "system:expiry";
    private const int BatchMax = 100;
    private static readonly TimeSpan LookMax = TimeSpan.FromMinutes(1);

    private const string Due =
        """
        select o.id from orders o where o.status = 'NEW' and o.kind = 'sale' and o.created_at <= $1
          and not exists (select 1 from order_leases l where l.order_id = o.id and l.holder is not null and l.until > $2)
        order by o.id limit $3
        """;

    private const string IsHeld = "select 1 from order_leases where order_id = $1 and holder is not null and until > $2";

    /// <summary>Cancels what is due now; how many orders that were.</summary>
    public async Task<int> ExpireAsync(CancellationToken ct)
    {
        var now = database.Clock.GetUtcNow();
        var due = await database.Store.ReadAsync(
            reader => reader.QueryAsync(Due, static row => row.Int64(0), now - options.Value.NewLifetime, now, BatchMax), ct);
        var expired = 0;
        foreach (var id in due)
        {
            try
            {
                expired += await ExpireAsync(id, ct) ? 1 : 0;
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // One that can't be cancelled keeps no other one from it.
                Failed(logger, error.Message);
            }
        }

        return expired;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lifetime = options.Value.NewLifetime;
        var pause = new Pause(lifetime < LookMax ? lifetime : LookMax, database.Clock);
        return lifetime > TimeSpan.Zero
            ? Rounds.RunAsync(ExpireAllAsync, error => Failed(logger, error.Message), pause, stoppingToken)
            : Task.CompletedTask;
    }

    private async Task ExpireAllAsync(CancellationToken ct)
    {
        // A full batch goes on at once, unless nothing of it could be cancelled.
        while (await ExpireAsync(ct) == BatchMax)
        {
        }
    }

    private async Task<bool> ExpireAsync(long id, CancellationToken ct)
    {
        var outcome = await database.Store.WriteAsync(
            async transaction => await OrderRecord.Table.FindForUpdateAsync(transaction, id) is { Status: OrderStatus.New } before
                && await transaction.FirstAsync(IsHeld, static row => row.Int64(0), id, database.Clock.GetUtcNow()) == 0
                    ? await orders.StepAsync(transaction, Work.Of(Actor, ct), before, OrderStatus.Cancelled, RefusalCode.Conflict)
                    : null,
            ct);
        if (outcome?.Order.Record is null)
        {
            return false;
        }

        await stock.SettleAsync(outcome.Task, ct);
        Expired(logger, id);
        return true;
    }

    [LoggerMessage(6140, LogLevel.Information, "order {Id} was NEW for too long and is cancelled")]
    private static partial void Expired(ILogger logger, long id);

    [LoggerMessage(6141, LogLevel.Warning, "orders that are NEW for too long could not be cancelled ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);
}
