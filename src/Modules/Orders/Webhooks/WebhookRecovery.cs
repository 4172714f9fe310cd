using Lockstep.Orders.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Webhooks;

/// <summary>
/// Brings to their end the calls that were stored and whose process died. Any process may: the row is locked, and who comes second finds the
/// work done.
/// </summary>
internal sealed partial class WebhookRecovery(
    OrdersDatabase database, WebhookHandler handler, IOptions<WebhookOptions> options, ILogger<WebhookRecovery> logger)
    : BackgroundService
{
    private const int BatchMax = 100;

    /// <summary>Finishes those that have lain for a while.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        var before = database.Clock.GetUtcNow() - options.Value.FinishAfter;
        var left = await database.Store.ReadAsync(reader => WebhookTable.ListReceivedAsync(reader, before, BatchMax), ct);
        if (left.Count > 0 && await handler.SecretsAsync(ct) is { Count: > 0 } secrets)
        {
            foreach (var id in left)
            {
                await handler.FinishAsync(id, secrets, ct);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FinishAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(logger, error.Message);
            }

            await Task.Delay(options.Value.PollInterval, database.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(6122, LogLevel.Warning, "calls of outside systems could not be brought to their end ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);
}
