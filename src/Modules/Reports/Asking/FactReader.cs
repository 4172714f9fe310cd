using Lockstep.Reports.Editions;
using Lockstep.Reports.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Asking;

/// <summary>Reads the edition that answers, all of a report in one snapshot; what was read before is read again only once it has
/// changed.</summary>
internal sealed class FactReader(ReportsDatabase database, ReportCache cache)
{
    private volatile bool _isBuilt;

    /// <summary>Whether there is one; before the first is whole, figures would look right and be too low.</summary>
    public async ValueTask<bool> IsBuiltAsync(CancellationToken ct) =>
        // Once one answers there is always one, so it is not asked again.
        _isBuilt = _isBuilt || await database.Store.AskAsync(EditionTable.CurrentAsync, ct) > 0;

    /// <summary>What a report says. The same question is answered from memory while its facts are as they were, which costs one
    /// look-up.</summary>
    /// <param name="kind">The report.</param>
    /// <param name="ask">What is asked.</param>
    /// <param name="scope">All the facts that it is made of.</param>
    /// <param name="read">Makes the answer, of the edition and of nothing else.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<ReportTable> AnswerAsync(
        ReportKind kind, ReportAsk ask, FactScope scope, Func<IReader, long, ValueTask<ReportTable>> read, CancellationToken ct)
    {
        var key = ask.KeyOf(kind);
        if (cache.Find(key, ask.Now) is { } kept && await database.Store.AskAsync(scope.ReadAsync, ct) == kept.Stamp)
        {
            return kept.Table;
        }

        // The stamp of the same snapshot: one that was read before or behind it could be that of other facts.
        var made = await database.Store.ReadAsync(
            async reader =>
            {
                var stamp = await scope.ReadAsync(reader);
                return new KeptReport(stamp, ask.Now, await read(reader, stamp.Edition));
            },
            ct);

        // A process of the version before notes no versions down: what it changes would leave a kept answer standing.
        if (made.Stamp.IsWhole)
        {
            cache.Keep(key, made);
        }

        return made.Table;
    }

    /// <summary>Reads with the edition that answers.</summary>
    public ValueTask<T> ReadAsync<T>(Func<IReader, long, ValueTask<T>> read, CancellationToken ct) => database.Store.ReadAsync(
        async reader => await read(reader, await EditionTable.CurrentAsync(reader)), ct);
}
