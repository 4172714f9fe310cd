namespace Lockstep.Identity.Passwords;

/// <summary>What came of asking for a turn.</summary>
internal enum Turn
{
    /// <summary>Go on; give it back with <see cref="FairQueue.Leave"/>.</summary>
    Granted,

    /// <summary>Too many of the same network wait already.</summary>
    Crowded,

    /// <summary>Too many wait already, each network with few.</summary>
    Full,
}

/// <summary>
/// A few places, and a bounded queue before them in which networks take turns: one that sends a wall of requests waits behind its own,
/// and everybody else waits for one of that wall at most.
/// </summary>
internal sealed class FairQueue(int places, int waitingMax, int shareMax)
{
    private readonly Lock _gate = new();

    // Lanes in the order of their next turn. There are never more than waiters, of which there are few.
    private readonly LinkedList<Lane> _lanes = new();
    private int _free = places;
    private int _waiting;

    /// <summary>Waits for a turn, unless too many do.</summary>
    public async ValueTask<Turn> EnterAsync(ClientNetwork network, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Ask(network, out var waiter) is { } answer)
        {
            return answer;
        }

        // Not under the lock: a token that has struck by now calls back at once, and whoever gives up takes the lock.
        await using (ct.UnsafeRegister(_ => GiveUp(waiter, ct), null))
        {
            return await waiter.Turn.Task;
        }
    }

    /// <summary>Gives a turn back; the next one goes to the network that has waited longest for one.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (_lanes.First is not { } first)
            {
                _free++;
                return;
            }

            _lanes.RemoveFirst();
            var next = first.Value.Waiters[0];
            first.Value.Waiters.RemoveAt(0);
            if (first.Value.Waiters.Count > 0)
            {
                _lanes.AddLast(first);
            }

            // The place goes from hand to hand and is never free in between: a newcomer would overtake those who wait.
            _waiting--;
            next.Turn.SetResult(Turn.Granted);
        }
    }

    private Turn? Ask(ClientNetwork network, out Waiter waiter)
    {
        waiter = new Waiter(network);
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return Turn.Granted;
            }

            var lane = _lanes.FirstOrDefault(lane => lane.Network == network);
            var ahead = lane?.Waiters.Count ?? 0;
            if (ahead >= shareMax)
            {
                return Turn.Crowded;
            }

            if (_waiting >= waitingMax && !MakeRoom(ahead))
            {
                return Turn.Full;
            }

            lane ??= _lanes.AddLast(new Lane(network)).Value;
            lane.Waiters.Add(waiter);
            _waiting++;
            return null;
        }
    }

    /// <summary>
    /// Many networks can fill the queue together; then the one with the most waiters loses its last to one that has fewer.
    /// </summary>
    private bool MakeRoom(int ahead)
    {
        if (_lanes.MaxBy(lane => lane.Waiters.Count) is not { } longest || longest.Waiters.Count <= ahead + 1)
        {
            return false;
        }

        var last = longest.Waiters[^1];
        longest.Waiters.RemoveAt(longest.Waiters.Count - 1);
        _waiting--;
        last.Turn.SetResult(Turn.Crowded);
        return true;
    }

    private void GiveUp(Waiter waiter, CancellationToken ct)
    {
        lock (_gate)
        {
            // Not there any more: the turn was granted at the same moment, and its owner gives it back.
            if (_lanes.FirstOrDefault(lane => lane.Network == waiter.Network) is { } lane && lane.Waiters.Remove(waiter))
            {
                _waiting--;
                if (lane.Waiters.Count == 0)
                {
                    _lanes.Remove(lane);
                }

                waiter.Turn.SetCanceled(ct);
            }
        }
    }

    private sealed class Lane(ClientNetwork network)
    {
        public ClientNetwork Network { get; } = network;

        public List<Waiter> Waiters { get; } = [];
    }

    private sealed class Waiter(ClientNetwork network)
    {
        public ClientNetwork Network { get; } = network;

        // Else whoever gets the turn would go on under the lock of the one who gives it.
        public TaskCompletionSource<Turn> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
