using Lockstep.Backup;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Outbox;

namespace Lockstep.Identity.Audit;

/// <summary>
/// Goes through the histories of the modules and looks for changes that the log does not know: rows that somebody added. What is older
/// than the log is left out, for there was nobody to note it down.
/// </summary>
internal sealed class HistoryWalk(StoredModules stores)
{
    private const int PageRows = 500;

    /// <summary>The first change that has no entry; null when all have one.</summary>
    public async Task<string?> FaultAsync(IEnumerable<string> modules, CancellationToken ct)
    {
        var begin = await stores.ReadAsync(
            IdentityDatabase.Name, reader => reader.FirstAsync("select at from audit where number = 1", static row => (long?)row.Int64(0)));
        if (begin is null)
        {
            return null;
        }

        foreach (var module in modules)
        {
            if (await FaultAsync(module, begin.Value, ct) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private async Task<string?> FaultAsync(string module, long begin, CancellationToken ct)
    {
        IReadOnlyList<HistoryKey> page = [HistoryKey.First];
        do
        {
            ct.ThrowIfCancellationRequested();
            var last = page[^1];
            page = await stores.ReadAsync(module, reader => last.NextAsync(reader, PageRows));
            foreach (var change in page.Where(change => change.At >= begin))
            {
                if (await IsUnknownAsync(module, change))
                {
                    return $"the history of version {change.Version} of {change.Kind}s/{change.RecordId} was added to "
                        + $"{stores.NameOf(module)}; no entry tells of it";
                }
            }
        }
        while (page.Count == PageRows);
        return null;
    }

    /// <summary>
    /// Asks for the entry again after the outbox: a running process may have written it in between. In this order, for the relay moves
    /// on only once the entry is committed.
    /// </summary>
    private async ValueTask<bool> IsUnknownAsync(string module, HistoryKey change) =>
        !await HasEntryAsync(module, change)
        && !await stores.ReadAsync(module, change.IsWaitingAsync)
        && !await HasEntryAsync(module, change);

    private async ValueTask<bool> HasEntryAsync(string module, HistoryKey change) => await stores.ReadAsync(
        IdentityDatabase.Name,
        reader => reader.FirstAsync(
            "select 1 from audit where target = $1 and at = $2 and version = $3 and source = $4",
            static row => row.Int64(0), $"{change.Kind}s/{change.RecordId}", change.At, change.Version, module)) == 1;
}
