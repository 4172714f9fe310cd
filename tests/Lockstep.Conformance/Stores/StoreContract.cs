namespace Lockstep.Conformance.Stores;

/// <summary>What every contract of the store seam stands on: a database of one kind, open.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private protected StoreContract(StoreBed bed) => Bed = bed;

    private protected StoreBed Bed { get; }

    public virtual async ValueTask InitializeAsync() => await Bed.OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Bed.DisposeAsync();
    }
}
