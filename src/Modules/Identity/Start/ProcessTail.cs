using Lockstep.Identity.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Start;

/// <summary>
/// Reads what other processes on the same database wrote down: soon after they say so, at the latest after the next look.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="topic">What rings.</param>
/// <param name="read">Reads it.</param>
/// <param name="logger">Hears when it can't be read.</param>
internal sealed partial class ProcessTail(
    IdentityDatabase database, string topic, Func<CancellationToken, Task> read, ILogger<ProcessTail> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.Store.Dialect.HasConcurrentWrites)
        {
            return;
        }

        var pause = new Pause(PollInterval, database.Clock, database.Store.Signals.On(topic));

        // What was there at the start has been read by then.
        await pause.WaitAsync(stoppingToken);
        await Rounds.RunAsync(read, error => NotRead(logger, topic, error.Message), pause, stoppingToken);
    }

    [LoggerMessage(4013, LogLevel.Warning, "what other processes wrote down about {Topic} could not be read ({Reason}); trying again")]
    private static partial void NotRead(ILogger logger, string topic, string reason);
}
