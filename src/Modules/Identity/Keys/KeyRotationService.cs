using Lockstep.Identity.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Keys;

/// <summary>
/// Reads the keys again every minute, and soon after a token named one that is not here; retires old ones and makes a new one in time.
/// </summary>
internal sealed partial class KeyRotationService(
    SigningKeys keys, KeyRotation rotation, IdentityDatabase database, ILogger<KeyRotationService> logger)
    : BackgroundService
{
    /// <summary>Between two readings, whoever asks: anybody can make up a token with an unknown key.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await keys.Unknown.WaitAsync(KeyRotation.Reread - Pause, database.Clock, stoppingToken);
            await KeepAsync(stoppingToken);
            await Task.Delay(Pause, database.Clock, stoppingToken);
        }
    }

    private async Task KeepAsync(CancellationToken ct)
    {
        try
        {
            // A new one first: the reading behind it brings it in.
            await rotation.RotateAgedAsync(ct);
            await keys.RefreshAsync(ct);
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            NotKept(logger, error.Message);
        }
    }

    [LoggerMessage(4082, LogLevel.Warning, "the signing keys could not be looked after, trying again: {Reason}")]
    private static partial void NotKept(ILogger logger, string reason);
}
