using System.Collections.Concurrent;
using System.Globalization;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Gateway.Aggregation;

/// <summary>
/// The places of exports: one for each caller, so that nobody keeps others from theirs by reading slowly. Customers, all users of one
/// together, have places apart from those of the staff.
/// </summary>
/// <param name="most">How many either side has.</param>
internal sealed class ExportPlaces(int most)
{
    private readonly SemaphoreSlim _staff = new(most);
    private readonly SemaphoreSlim _customers = new(most);
    private readonly ConcurrentDictionary<string, bool> _callers = new(StringComparer.Ordinal);

    /// <summary>Takes a place, which is given back when it is disposed of; null when there is none.</summary>
    public IDisposable? TryTake(Work work)
    {
        var side = work.Only is null ? _staff : _customers;
        var caller = work.Only is { } customer ? string.Create(CultureInfo.InvariantCulture, $"customers/{customer}") : work.Actor;

        // The caller first: a second export of one must not hold, be it for a moment, a place that another one asks for.
        if (!_callers.TryAdd(caller, true))
        {
            return null;
        }

        if (side.Wait(0, CancellationToken.None))
        {
            return new Taken(this, side, caller);
        }

        _callers.TryRemove(caller, out _);
        return null;
    }

    private sealed class Taken(ExportPlaces places, SemaphoreSlim side, string caller) : IDisposable
    {
        public void Dispose()
        {
            side.Release();
            places._callers.TryRemove(caller, out _);
        }
    }
}
