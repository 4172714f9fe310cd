using Lockstep.Contracts;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Inventory.Products;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Import;

/// <summary>Some rows of an import of stock counts that are committed together.</summary>
internal sealed class CountBatch(TimeProvider clock, long import, Work work, IReadOnlyList<CountRow> rows) : IReadyRows
{
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        var now = clock.GetUtcNow();
        var keys = rows.Select(static row => row.Product).OfType<ProductKey>().ToList();
        await ProductKeys.HoldAsync(
            transaction, keys.Select(static key => key.Id).OfType<long>(), keys.Select(static key => key.External).OfType<ExternalKey>(),
            keys.Select(static key => key.Sku).OfType<string>());
        var verdicts = new Verdict[rows.Count];
        for (var index = 0; index < rows.Count; index++)
        {
            var row = rows[index];
            var (written, movement) = await CountEntry.WriteAsync(
                transaction, work, row, $"{ImportedStock.OfCounts(import)}:{row.Number}", now);
            verdicts[index] = Verdict.Of(written, static product => product.Id) with { Version = movement };
        }

        return verdicts;
    }

    public Task SettleAsync() => Task.CompletedTask;
}
