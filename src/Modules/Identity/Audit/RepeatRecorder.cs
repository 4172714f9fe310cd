using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Audit;

/// <summary>Writes down, at the end of each window and of the process, how often things were repeated.</summary>
internal sealed partial class RepeatRecorder(
    AuditLog log, IOptions<AuditOptions> options, TimeProvider clock, ILogger<RepeatRecorder> logger) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RecordAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RepeatWindow, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RecordAsync();
        }
    }

    private async Task RecordAsync()
    {
        try
        {
            // Not under the token of the stop, for then of all times it must be written down.
            await log.RecordRepeatsAsync(CancellationToken.None);
        }
        catch (Exception error)
        {
            NotRecorded(logger, error.Message);
        }
    }

    [LoggerMessage(4044, LogLevel.Warning, "repeats could not be written to the audit log and are counted on: {Reason}")]
    private static partial void NotRecorded(ILogger logger, string reason);
}
