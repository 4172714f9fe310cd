using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Sessions;

/// <summary>Refuses what other processes on the same database revoked: soon after they say so, at the latest after the next look.</summary>
internal sealed partial class RevocationTail(
    IdentityDatabase database, Revocations revocations, ILogger<RevocationTail> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    /// <summary>A commit may take as long, and the clocks of two machines differ so much, before anybody would notice.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.Store.Dialect.HasConcurrentWrites)
        {
            return;
        }

        var rung = database.Store.Signals.On(Revocations.Topic);
        while (!stoppingToken.IsCancellationRequested)
        {
            await rung.WaitAsync(PollInterval, database.Clock, stoppingToken);
            try
            {
                await revocations.LoadAsync(Lately, stoppingToken);
            }
            catch (StoreException error)
            {
                NotRead(logger, error.Message);
            }
        }
    }

    [LoggerMessage(4013, LogLevel.Warning, "what other processes revoked could not be read ({Reason}); trying again")]
    private static partial void NotRead(ILogger logger, string reason);
}
