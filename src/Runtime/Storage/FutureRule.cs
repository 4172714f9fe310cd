using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Storage;

/// <summary>What waits in one table for an instant; when a clock that was ahead wrote that down, nobody lives to see it.</summary>
/// <param name="Module">The module whose database has the table.</param>
/// <param name="Ahead">How far ahead such an instant may be.</param>
/// <param name="Sql">Brings what lies after the instant <c>$2</c>, which is so far ahead, to <c>$1</c>, which is now.</param>
public sealed record FutureRule(string Module, TimeSpan Ahead, string Sql)
{
    /// <summary>By how much clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
}

/// <summary>
/// Sees to it that a clock that was ahead holds nothing up once it is right: looks for what waits for too late an instant at the start,
/// whenever the
/// wall clock was set back, and now and then, for the clock may have been another process's.
/// </summary>
internal sealed partial class FutureMend(IStore store, IReadOnlyList<FutureRule> rules, TimeProvider clock, ILogger<FutureMend> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RunInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan JumpMin = TimeSpan.FromSeconds(30);

    /// <summary>Brings all that waits for too late an instant to now.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var rule in rules)
        {
            var now = clock.GetUtcNow();
            var mended = await store.WriteAsync(transaction => transaction.ExecuteAsync(rule.Sql, now, now + rule.Ahead), ct);
            if (mended > 0)
            {
                Mended(store.Name, mended);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (rules.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            var (wall, since) = (clock.GetUtcNow(), clock.GetTimestamp());
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception error) when (error is StoreException or OperationCanceledException)
            {
                // Looked at again in a while.
            }

            // The wall clock is held against the monotonic one: only one that was set back falls so far behind it.
            while (!stoppingToken.IsCancellationRequested
                && clock.GetElapsedTime(since) is var elapsed && elapsed < RunInterval && clock.GetUtcNow() > wall + elapsed - JumpMin)
            {
                await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(1021, LogLevel.Warning,
        "{Module}: {Count} entries waited for an instant far ahead, which a wrong clock wrote down; they go on now")]
    private partial void Mended(string module, int count);
}
