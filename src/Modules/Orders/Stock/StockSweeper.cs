using Lockstep.Contracts.Inventory;
using Lockstep.Orders.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Stock;

/// <summary>
/// Brings to its end what a crash left half done between Orders and Inventory: tasks that were committed and not done, and reservations
/// that nothing came of. One process at a time, held by a lease.
/// </summary>
internal sealed partial class StockSweeper(
    OrdersDatabase database, OrderStock stock, IStockReservations inventory, Instance instance,
    IOptions<LeaseOptions> leases, IOptions<OrdersOptions> options, ILogger<StockSweeper> logger) : BackgroundService
{
    private const int BatchMax = 500;
    private readonly LeaseHolder _lease = new(database.Store, "order-stock", instance.Name, leases.Value, database.Clock);
    private long? _sweptAt;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _lease.ReleaseAsync();
    }

    /// <summary>Does the tasks that are due. One that can't be done, for whatever reason, keeps nobody else's waiting.</summary>
    public async Task RepeatAsync(CancellationToken ct)
    {
        var due = await database.Store.AskAsync(reader => StockTask.ListDueAsync(reader, database.Clock.GetUtcNow(), BatchMax), ct);
        foreach (var task in due)
        {
            try
            {
                await stock.SettleAsync(task, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                NotDone(logger, task.Step, task.OrderId, error.Message);
                await stock.PutOffAsync(task, new UndoneStep(task.Lines, error.Message, IsFinal: false), ct);
            }
        }
    }

    /// <summary>
    /// Looks at the reservations that have been open for a while: those of orders are kept, the others are given up. The time only says
    /// when to look; what is decided is whether there is an order.
    /// </summary>
    public async Task SweepAsync(Lease? lease, CancellationToken ct)
    {
        IReadOnlyList<string> open;
        bool goesOn;
        do
        {
            goesOn = false;
            open = await inventory.ListOpenAsync(database.Clock.GetUtcNow() - options.Value.SweepAfter, BatchMax, ct);
            if (open.Count == 0)
            {
                return;
            }

            var kept = await database.Store.AskAsync(reader => ReservationTable.OfOrdersAsync(reader, open), ct);
            await (kept.Count == 0 ? Task.CompletedTask : inventory.KeepAsync(kept, ct));
            goesOn = kept.Count > 0;
            foreach (var operation in open.Except(kept, StringComparer.Ordinal))
            {
                goesOn |= await TryGiveUpAsync(operation, lease, ct);
            }
        }
        while (open.Count == BatchMax && goesOn);
    }

    /// <summary>One that can't be given back, for whatever reason, keeps nobody else's waiting.</summary>
    private async Task<bool> TryGiveUpAsync(string operation, Lease? lease, CancellationToken ct)
    {
        try
        {
            if (await stock.GiveUpAsync(operation, lease, ct))
            {
                GivenUp(logger, operation);
            }

            return true;
        }
        catch (Exception error) when (error is not LeaseLostException
            && (error is not OperationCanceledException || !ct.IsCancellationRequested))
        {
            NotGivenUp(logger, operation, error.Message);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (lease, _) = await _lease.HoldAsync(stoppingToken);
                await RepeatAsync(stoppingToken);
                if (_sweptAt is not { } last || database.Clock.GetElapsedTime(last) >= options.Value.SweepInterval)
                {
                    _sweptAt = database.Clock.GetTimestamp();
                    await SweepAsync(lease, stoppingToken);
                }
            }
            catch (LeaseLostException lost)
            {
                _lease.Lost(lost.Token);
                Fenced(logger, lost.Message);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(logger, error.Message);
            }

            await Task.Delay(options.Value.PollInterval, database.Clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(6104, LogLevel.Information, "nothing came of the reservation {Operation}; its stock is given back")]
    private static partial void GivenUp(ILogger logger, string operation);

    [LoggerMessage(6126, LogLevel.Error, "{Step} for order {Id} can't be done ({Reason}); it is tried again later")]
    private static partial void NotDone(ILogger logger, StockStep step, long id, string reason);

    [LoggerMessage(6127, LogLevel.Error, "the reservation {Operation} can't be given back ({Reason}); it is tried again later")]
    private static partial void NotGivenUp(ILogger logger, string operation, string reason);

    [LoggerMessage(6105, LogLevel.Warning, "another process looks after the stock of orders by now ({Reason})")]
    private static partial void Fenced(ILogger logger, string reason);

    [LoggerMessage(6106, LogLevel.Warning, "the stock of orders could not be looked after ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);
}
