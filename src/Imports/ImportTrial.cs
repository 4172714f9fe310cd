using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>Writes rows as an import would, and takes all of it back: what would become of them is told by what became of them.</summary>
/// <param name="target">What would be imported.</param>
/// <param name="work">The upload.</param>
internal sealed class ImportTrial(IImportTarget target, IImportWork work)
{
    private const string Unwritable = "The row can't be kept as it is.";

    /// <summary>What would become of each row.</summary>
    public async ValueTask<IReadOnlyList<Verdict>> RunAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        try
        {
            return await TryAsync(rows, ct);
        }
        catch (Exception error) when (ImportBatch.IsOfARow(error))
        {
            return rows.Count == 1 ? [new Verdict(Outcome.Refused, null, Unwritable)] : await OneByOneAsync(rows, ct);
        }
    }

    private async ValueTask<IReadOnlyList<Verdict>> OneByOneAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var verdicts = new List<Verdict>(rows.Count);
        foreach (var row in rows)
        {
            verdicts.AddRange(await RunAsync([row], ct));
        }

        return verdicts;
    }

    private async ValueTask<IReadOnlyList<Verdict>> TryAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var ready = await work.PrepareAsync(rows, ct);
        var isRepeat = false;
        try
        {
            return await TakenBack.WriteAsync(
                target.Database.Store,
                transaction =>
                {
                    var again = isRepeat;
                    isRepeat = true;
                    return ready.WriteAsync(transaction, again);
                },
                CancellationToken.None);
        }
        finally
        {
            await ready.SettleAsync();
        }
    }
}
