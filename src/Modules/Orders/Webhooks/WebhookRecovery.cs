using Lockstep.Orders.Schema;
using Lockstep.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Webhooks;

/// <summary>
/// Brings to their end the calls that were stored and whose process died. Any process may: the row is locked, and who comes second finds
/// the work done.
/// </summary>
internal sealed partial class WebhookRecovery(
    OrdersDatabase database, WebhookHandler handler, IOptions<WebhookOptions> options, ILogger<WebhookRecovery> logger)
    : BackgroundService
{
    private const int BatchMax = 100;

    /// <summary>
    /// Finishes those that have lain for a while. One that can't be finished, for whatever reason, keeps nobody else waiting.
    /// </summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        var before = database.Clock.GetUtcNow() - options.Value.FinishAfter;
        IReadOnlyList<long> left = [0];
        do
        {
            var last = left[^1];
            left = await database.Store.ReadAsync(reader => WebhookTable.ListReceivedAsync(reader, before, last, BatchMax), ct);
            if (left.Count > 0 && await handler.SecretsAsync(ct) is { Count: > 0 } secrets)
            {
                foreach (var id in left)
                {
                    await TryFinishAsync(id, secrets, ct);
                }
            }
        }
        while (left.Count == BatchMax);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        FinishAsync, error => Failed(logger, error.Message), new Pause(options.Value.PollInterval, database.Clock), stoppingToken);

    private async Task TryFinishAsync(long id, IReadOnlyList<string> secrets, CancellationToken ct)
    {
        try
        {
            await handler.FinishAsync(id, secrets, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            NotFinished(logger, id, error.Message);
        }
    }

    [LoggerMessage(6123, LogLevel.Error, "call {Id} of an outside system can't be brought to its end ({Reason}); it is tried again later")]
    private static partial void NotFinished(ILogger logger, long id, string reason);

    [LoggerMessage(6122, LogLevel.Warning, "calls of outside systems could not be brought to their end ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);
}
