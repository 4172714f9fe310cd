namespace Lockstep.Sync.Deliveries;

/// <summary>The dispatchers of one kind of target, as flows to them come and go.</summary>
/// <param name="run">Delivers to a target until it is told to stop.</param>
/// <param name="isIdle">Whether nothing of a target is in memory or on its way.</param>
internal sealed class RunningTargets(Func<DeliveryTarget, CancellationToken, Task> run, Func<string, bool> isIdle)
{
    private readonly Dictionary<string, (CancellationTokenSource Stop, Task Delivering)> _running = new(StringComparer.Ordinal);

    /// <summary>
    /// Begins to deliver to targets that are new. One that no flow goes to any more is ended once nothing of it is on its way: cut off in
    /// the middle of an attempt, nobody would know what became of that.
    /// </summary>
    public async Task KeepAsync(IReadOnlyList<DeliveryTarget> wanted, CancellationToken ct)
    {
        var names = wanted.Select(static target => target.Name).ToHashSet(StringComparer.Ordinal);

        // One that has ended by itself is begun anew below: nothing else would, and its deliveries would wait for ever.
        foreach (var (name, running) in _running.ToList())
        {
            if (running.Delivering.IsCompleted || (!names.Contains(name) && isIdle(name)))
            {
                await EndAsync(running);
                _running.Remove(name);
            }
        }

        foreach (var target in wanted.Where(target => !_running.ContainsKey(target.Name)))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            _running[target.Name] = (stop, run(target, stop.Token));
        }
    }

    /// <summary>Ends all of them.</summary>
    public Task EndAsync() => Task.WhenAll(_running.Values.Select(EndAsync));

    private static async Task EndAsync((CancellationTokenSource Stop, Task Delivering) running)
    {
        await running.Stop.CancelAsync();
        await running.Delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        running.Stop.Dispose();
    }
}
