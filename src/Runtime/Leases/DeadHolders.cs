using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Leases;

/// <summary>
/// Ends the leases of processes that died, on PostgreSQL, before they expire. One that is only paused keeps its session, and with it the
/// lock that tells that it lives; one that was killed loses both at once. Should this ever take a living one for dead, its next commit is
/// fenced off like that of any holder who was too late.
/// </summary>
internal sealed partial class DeadHolders(IStore store, Instance self, TimeProvider clock, ILogger<DeadHolders> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);
    private HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>
    /// Ends the leases of those whose lock was missing at the last look too: one whose connection broke takes its lock again at once.
    /// </summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var owners = await store.ReadAsync(
            reader => reader.QueryAsync("select distinct owner from leases where expires_at > $1", static row => row.Text(0), now), ct);
        var others =
            owners.Where(owner =>
                Instance.Of(owner) is { } instance && !string.Equals(instance, self.Name, StringComparison.Ordinal)).ToList();
        var missing = others.Count == 0 ? [] : await MissingAsync(others, ct);
        var dead = missing.Where(_missing.Contains).ToList();
        _missing = missing.ToHashSet(StringComparer.Ordinal);
        if (dead.Count > 0)
        {
            await EndAsync(dead, ct);
        }
    }

    /// <summary>Files belong to one process: whoever opens them knows that all others are gone.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => store.Dialect.HasConcurrentWrites
        ? Rounds.RunAsync(LookAsync, _ => Forget(), new Pause(LookInterval, clock), stoppingToken)
        : Task.CompletedTask;

    /// <summary>Who was missing while the server was away may only have lost its session.</summary>
    private void Forget() => _missing.Clear();

    /// <summary>
    /// Nobody is missing just after the server has started, nor while this process misses its own lock: all sessions ended with the server,
    /// and those of the living are still to come back.
    /// </summary>
    private async Task<List<string>> MissingAsync(List<string> owners, CancellationToken ct)
    {
        // The server shows a lock of one number in two halves; objsubid tells it from one of two numbers.
        var alive = await store.ReadAsync(
            reader => reader.QueryAsync(
                """
                select classid::bigint << 32 | objid::bigint,
                  case when pg_postmaster_start_time() > clock_timestamp() - interval '5 s' then 1 else 0 end
                from pg_locks where locktype = 'advisory' and objsubid = 1 and granted
                  and database = (select oid from pg_database where datname = current_database())
                """,
                static row => (Key: row.Int64(0), IsYoung: row.Int64(1) == 1)),
            ct);
        return !alive.Any(one => one.Key == PostgresLocks.Life(self.Name)) || alive.Any(static one => one.IsYoung)
            ? []
            : [.. owners.Where(owner => !alive.Any(one => one.Key == PostgresLocks.Life(Instance.Of(owner)!)))];
    }

    private async Task EndAsync(List<string> owners, CancellationToken ct)
    {
        // The token stays as it is: an owner that lives after all goes on under its lease until somebody takes it, and is fenced off then.
        var ended = await store.WriteAsync(
            transaction => transaction.QueryAsync(
                $"update leases set expires_at = 0 where {transaction.Dialect.InTexts("owner", "$1")} returning name",
                static row => row.Text(0), SqlValue.List(owners)),
            ct);
        foreach (var topic in ended.Select(Lease.TopicOf).Distinct(StringComparer.Ordinal))
        {
            store.Signals.Ring(topic);
        }

        foreach (var owner in owners)
        {
            Died(logger, store.Name, owner);
        }
    }

    [LoggerMessage(1020, LogLevel.Warning, "{Store}: the process {Owner} has died; what it had in hand goes on elsewhere")]
    private static partial void Died(ILogger logger, string store, string owner);
}
