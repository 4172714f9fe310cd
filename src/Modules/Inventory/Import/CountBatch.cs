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
            verdicts[index] = Verdict.Of(
                await CountEntry.WriteAsync(transaction, work, row, $"stock-import:{import}:{row.Number}", now),
                static product => product.Id);
        }

        return verdicts;
    }

    public Task SettleAsync() => Task.CompletedTask;
}
