using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Versions;

/// <summary>
/// Has this process go by the flows that the database says are in force, whichever process has changed them. Every change counts a number
/// up in its commit; whoever must not miss one compares it first.
/// </summary>
internal sealed class FlowVersions(SyncDatabase database, FlowReader reader, FlowRegistry registry) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, (long Version, NamedFlow Flow)> _read = new(StringComparer.Ordinal);
    private long _number;

    /// <summary>Says that the folder was read, so that what is in force is what should be.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>The flows in force, at a number that was just read or later; waits for the start to have read the folder.</summary>
    /// <param name="number">See <see cref="FlowTable.NumberAsync"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="InvalidDataException">One can't be read here: what it should hear of must wait, or it would be lost.</exception>
    /// <exception cref="StoreException">The database could not be read.</exception>
    public async ValueTask<FlowSet> NowAsync(long number, CancellationToken ct)
    {
        await _opened.Task.WaitAsync(ct);
        return number <= Volatile.Read(ref _number) ? registry.Now : await LoadAsync(ct);
    }

    /// <summary>Goes by what the database says now, if that is another state than the one that is known.</summary>
    /// <exception cref="InvalidDataException">One of the flows can't be read here; all that are not to stop stay as they were.</exception>
    public async Task<FlowSet> LoadAsync(CancellationToken ct)
    {
        // One reading at a time: an older one that ends later would bring back what was.
        await _loading.WaitAsync(ct);
        try
        {
            var (number, rows, texts) = await database.Store.ReadAsync(
                static async reader => (
                    await FlowTable.NumberAsync(reader), await FlowTable.AllAsync(reader), await FlowTable.TextsAsync(reader)),
                ct);
            if (number == _number)
            {
                return registry.Now;
            }

            var byName = rows.ToDictionary(static row => row.Name, StringComparer.Ordinal);
            var paused = rows.Where(static row => row.Pause is not null).Select(static row => row.Name).ToHashSet(StringComparer.Ordinal);
            var now = registry.Replace(ReadAll(texts, byName, paused), paused);
            Volatile.Write(ref _number, number);
            return now;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>The same for who can go on with what is known; whoever watches the folder tells that one can't be read.</summary>
    public async Task<FlowSet> TryLoadAsync(CancellationToken ct)
    {
        try
        {
            return await LoadAsync(ct);
        }
        catch (InvalidDataException)
        {
            return registry.Now;
        }
    }

    public void Dispose() => _loading.Dispose();

    private List<NamedFlow> ReadAll(
        IReadOnlyList<FlowVersion> texts, Dictionary<string, FlowRow> byName, IReadOnlySet<string> paused)
    {
        try
        {
            return [.. texts.Select(text => Read(text, byName[text.Flow]))];
        }
        catch (InvalidDataException)
        {
            Stop(byName, paused);
            throw;
        }
    }

    /// <summary>A flow that was paused or put out of force stops also where another one can't be read.</summary>
    private void Stop(Dictionary<string, FlowRow> byName, IReadOnlySet<string> paused)
    {
        var now = registry.Now;
        IReadOnlyList<NamedFlow> left = [.. now.Texts.Where(flow => byName.GetValueOrDefault(flow.Name)?.State is FlowRow.On)];
        if (left.Count < now.Texts.Count || !now.Paused.IsSupersetOf(paused))
        {
            registry.Replace(left, paused.Union(now.Paused, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
        }
    }

    /// <summary>What has not changed stays the same object, by which its poller knows that it may go on.</summary>
    private NamedFlow Read(FlowVersion version, FlowRow row)
    {
        if (_read.TryGetValue(version.Flow, out var known) && known.Version == version.Number && known.Flow.ResumedAt == row.ResumedAt)
        {
            return known.Flow;
        }

        var faults = new List<FlowFault>();
        var flow = reader.ReadText(version.Text, TableFiles.Given(version.Tables), faults, isInForce: true)?.Flow
            ?? throw new InvalidDataException($"{version.Flow}, version {version.Number}, can't be read here: {string.Join("; ", faults)}");
        flow = flow with { ResumedAt = row.ResumedAt };
        _read[version.Flow] = (version.Number, flow);
        return flow;
    }
}
