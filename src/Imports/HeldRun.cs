using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>
/// An import that one upload, or its undo, works on; renews its lease until it is given back, however slowly the rows come.
/// </summary>
internal sealed class HeldRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Lease _lease;
    private readonly ModuleDatabase _database;
    private readonly Task _renewing;

    public HeldRun(ImportRun start, Lease lease, ModuleDatabase database, TimeSpan renewal)
    {
        (Start, _lease, _database) = (start, lease, database);
        _renewing = RenewAsync(renewal);
    }

    /// <summary>The import as it was when this upload began.</summary>
    public ImportRun Start { get; }

    /// <summary>In a commit of what holds it: throws when it was lost, so that nothing is committed.</summary>
    /// <exception cref="LeaseLostException">Another upload, or another process, has the import now.</exception>
    public ValueTask CheckAsync(ITransaction transaction) => _lease.CheckAsync(transaction);

    public async ValueTask DisposeAsync()
    {
        // The renewal ends first, and is waited for: behind the release it would hold the import for nobody.
        await _end.CancelAsync();
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _lease.ReleaseAsync(_database.Store, CancellationToken.None);
        _end.Dispose();
    }

    private async Task RenewAsync(TimeSpan renewal)
    {
        using var timer = new PeriodicTimer(renewal, _database.Clock);
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            try
            {
                await _lease.RenewAsync(_database.Store, _end.Token);
            }
            catch (StoreException)
            {
                // Again at the next tick; should the lease run out meanwhile, the batches notice who went on.
            }
        }
    }
}
