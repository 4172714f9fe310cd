using Lockstep.Imports;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Import;

/// <summary>Some rows of an import of stock counts that are committed together.</summary>
internal sealed class CountBatch(TimeProvider clock, long import, Work work, IReadOnlyList<CountRow> rows) : IReadyRows
{
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        var now = clock.GetUtcNow();
        var verdicts = new Verdict[rows.Count];
        for (var index = 0; index < rows.Count; index++)
        {
            var row = rows[index];
            verdicts[index] = Verdict.Of(
                await CountEntry.WriteAsync(transaction, work, row, $"stock-import:{import}:{row.Number}", now),
                static product => product.Id);
        }

        return verdicts;
    }

    public Task SettleAsync() => Task.CompletedTask;
}
