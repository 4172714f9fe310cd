using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Pulls;

/// <summary>Wakes all pulls that wait in this process when an order came or was given back, in whatever process; and every so often by itself.</summary>
internal sealed class NewOrderSignal(
    OrdersDatabase database, IOptions<PullOptions> options) : BackgroundService
{
    private const string Topic = "new-orders";
    private TaskCompletionSource _next = NewSource();

    /// <summary>Done with the next ring.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>In a commit that makes an order to be pulled: rings behind it.</summary>
    public static void RingBehind(ITransaction transaction, IStore store) => transaction.OnCommitted(() => store.Signals.Ring(Topic));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rung = database.Store.Signals.On(Topic);
        while (!stoppingToken.IsCancellationRequested)
        {
            await rung.WaitAsync(options.Value.PullLookInterval, database.Clock, stoppingToken);
            Interlocked.Exchange(ref _next, NewSource()).TrySetResult();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
