namespace Lockstep.Gateway.Aggregation;

/// <summary>One read of a source, from its wait for a place on.</summary>
/// <param name="name">The source.</param>
/// <param name="places">Those that the source has.</param>
internal sealed class SourceRead<T>(string name, SemaphoreSlim places)
{
    private volatile bool _hasPlace;

    public string Name => name;

    /// <summary>Whether it came so far as to be read.</summary>
    public bool HasPlace => _hasPlace;

    /// <summary>Ends when the read does, which may be long after anybody waits for it.</summary>
    public Task<T> Task { get; private set; } = null!;

    public void Start(Func<CancellationToken, ValueTask<T>> read, CancellationToken ct) =>
        Task = System.Threading.Tasks.Task.Run(() => RunAsync(read, ct), CancellationToken.None);

    private async Task<T> RunAsync(Func<CancellationToken, ValueTask<T>> read, CancellationToken ct)
    {
        if (!places.Wait(0, CancellationToken.None))
        {
            await places.WaitAsync(ct);
        }

        _hasPlace = true;
        try
        {
            return await read(ct);
        }
        finally
        {
            places.Release();
        }
    }
}
