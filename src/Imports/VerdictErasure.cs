using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>Takes a person's address out of what is kept about the rows of imports: a refused row is told with what it said.</summary>
internal sealed class VerdictErasure<TTarget>(TTarget target) : IErasurePart where TTarget : class, IImportTarget
{
    private const int PageRows = 1_000;

    public string Name => "verdicts";

    /// <summary>Verdicts name records by their ids, which say nothing of a person.</summary>
    public Task<long> EraseAsync(long customerId, string actor, CancellationToken ct) => Task.FromResult(0L);

    public async Task<long> EraseAddressAsync(string email, string actor, CancellationToken ct)
    {
        var count = 0L;
        foreach (var run in await target.Database.Store.ReadAsync(reader => ImportTable.RunsAsync(reader, TTarget.Kind.Resource), ct))
        {
            count += await EraseOfAsync(run, email, ct);
        }

        return count;
    }

    private async Task<long> EraseOfAsync(long run, string email, CancellationToken ct)
    {
        var (after, count) = (0L, 0L);
        IReadOnlyList<VerdictRow> page;
        do
        {
            var from = after;
            page = await target.Database.Store.ReadAsync(reader => ImportTable.ReadVerdictsAsync(reader, run, from, null, PageRows), ct);
            var about = page.Where(row => row.Message?.Contains(email, StringComparison.OrdinalIgnoreCase) is true)
                .Select(static row => row.Number).ToList();
            if (about.Count > 0)
            {
                count += await target.Database.Store.WriteAsync(
                    transaction => ImportTable.ReplaceMessagesAsync(transaction, run, about, HistoryErasure.Erased), ct);
            }

            after = page.Count == 0 ? after : page[^1].Number;
        }
        while (page.Count == PageRows);
        return count;
    }
}
