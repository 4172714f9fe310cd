using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Storage;

/// <summary>How old rows of one table are found and removed.</summary>
/// <param name="Module">The module whose database has the table.</param>
/// <param name="Keep">How long rows are kept, by the options of the process.</param>
/// <param name="Sql">Removes at most <c>$2</c> rows that are older than the instant <c>$1</c>; cheap on an index.</param>
public sealed record RetentionRule(string Module, Func<IServiceProvider, TimeSpan> Keep, string Sql)
{
    /// <summary>How long an undo that began at the last moment may take.</summary>
    private static readonly TimeSpan Undoing = TimeSpan.FromDays(30);

    /// <summary>A rule whose time is an option.</summary>
    public static RetentionRule By<TOptions>(string module, Func<TOptions, TimeSpan> keep, string sql) where TOptions : class =>
        new(module, provider => keep(provider.GetRequiredService<IOptions<TOptions>>().Value), sql);

    /// <summary>The rules of the tables that every module has.</summary>
    public static IReadOnlyList<RetentionRule> OfEvery(string module) =>
    [
        // Positions grow with time, so the oldest rows are the first ones; what the relay has not handed over, or has put aside, stays,
        // however old.
        By<RetentionOptions>(module, static options => options.Outbox, """
            delete from outbox where at < $1 and position <= (select position from relay where name = 'transport')
              and position in (
                select position from outbox where position not in (select position from parked_handovers) order by position limit $2)
            """),
        By<RetentionOptions>(module, static options => options.Inbox, """
            delete from inbox where (consumer, event_id) in (select consumer, event_id from inbox where at < $1 order by at limit $2)
            """),
        By<RetentionOptions>(module, static options => options.Idempotency, """
            delete from idempotency where key in (select key from idempotency where at < $1 order by at limit $2)
            """),
        By<RetentionOptions>(module, static options => options.Merges + Undoing, """
            delete from merge_moves where (merge_id, kind, record_id) in (
              select merge_id, kind, record_id from merge_moves where at < $1 order by at limit $2)
            """),
        // Not those of an import whose undo is under way, which goes by them to its end.
        By<RetentionOptions>(module, static options => options.ImportRows, """
            delete from import_verdicts where (import_id, row) in (
              select import_id, row from import_verdicts where import_id in (
                select i.id from import_runs i left join import_undos u on u.import_id = i.id
                where i.updated_at < $1 and (u.import_id is null or u.finished_at is not null)) limit $2)
            """),
        By<RetentionOptions>(module, static options => options.ImportRows, """
            delete from import_undo_records where (import_id, record_id) in (
              select import_id, record_id from import_undo_records where import_id in (
                select import_id from import_undos where updated_at < $1 and finished_at is not null) limit $2)
            """),
    ];
}

/// <summary>Keeps the growing tables of a module from growing for ever, a chunk at a time.</summary>
internal sealed partial class Retention(
    IStore store, IReadOnlyList<(TimeSpan Keep, string Sql)> rules, RetentionOptions options, TimeProvider clock,
    ILogger<Retention> logger) : BackgroundService
{
    /// <summary>Removes all that is too old by now. A rule that fails keeps none of the others from their work.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var (keep, sql) in rules)
        {
            try
            {
                await ApplyAsync(keep, sql, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                CleanUpFailed(store.Name, error.Message);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RunOnceAsync(stoppingToken);
        }
    }

    private async Task ApplyAsync(TimeSpan keep, string sql, CancellationToken ct)
    {
        // Read once: a rule that ran after the clock would never be done with a busy table.
        var before = clock.GetUtcNow() - keep;

        // Each chunk is a commit by itself, so that other writes get in between.
        while (await store.WriteAsync(transaction => transaction.ExecuteAsync(sql, before, options.ChunkSize), ct) >= options.ChunkSize)
        {
            ct.ThrowIfCancellationRequested();
        }
    }

    [LoggerMessage(1002, LogLevel.Warning, "old rows of {Module} could not be removed ({Reason}); trying again later")]
    private partial void CleanUpFailed(string module, string reason);
}
