using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Pulls;

/// <summary>
/// Wakes all pulls that wait in this process when an order came or was given back, in whatever process; and every so often by itself.
/// </summary>
internal sealed class NewOrderSignal(
    OrdersDatabase database, IOptions<PullOptions> options) : BackgroundService
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Done with the next ring.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rung = database.Store.Signals.On(OrderWriter.NewOrders);
        while (!stoppingToken.IsCancellationRequested)
        {
            await rung.WaitAsync(options.Value.PullLookInterval, database.Clock, stoppingToken);
            Interlocked.Exchange(ref _next, NewSource()).TrySetResult();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
