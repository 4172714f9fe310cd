namespace Lockstep.Identity.Passwords;

/// <summary>Something of which each gets so much within an hour; in memory, and bounded.</summary>
/// <param name="clock">Tells the hour.</param>
internal sealed class HourlyShare(TimeProvider clock)
{
    private const int KeysMax = 10_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<(UInt128 Account, ClientNetwork Network), (int Taken, long Since)> _shares = [];

    /// <summary>Takes one; false when the share is used up, or too many have one.</summary>
    /// <param name="one">Whose.</param>
    /// <param name="max">How much each gets.</param>
    public bool Take(SignInAttempt one, int max)
    {
        lock (_gate)
        {
            return Taken(one) < max && Add(one, clock.GetTimestamp());
        }
    }

    /// <summary>Counts one that another process has given out.</summary>
    /// <param name="one">Whose.</param>
    /// <param name="age">How long ago.</param>
    public void Count(SignInAttempt one, TimeSpan age)
    {
        var at = clock.GetTimestamp() - (long)(Math.Max(0, age.TotalSeconds) * clock.TimestampFrequency);
        lock (_gate)
        {
            if (clock.GetElapsedTime(at) < Hour)
            {
                Add(one, at);
            }
        }
    }

    private int Taken(SignInAttempt one) =>
        _shares.TryGetValue((one.Account, one.Network), out var share) && clock.GetElapsedTime(share.Since) < Hour ? share.Taken : 0;

    private bool Add(SignInAttempt one, long at)
    {
        if (_shares.Count >= KeysMax)
        {
            foreach (var old in _shares.Where(share => clock.GetElapsedTime(share.Value.Since) >= Hour).Select(share => share.Key).ToList())
            {
                _shares.Remove(old);
            }
        }

        var (key, taken) = ((one.Account, one.Network), Taken(one));
        if (taken == 0 && !_shares.ContainsKey(key) && _shares.Count >= KeysMax)
        {
            return false;
        }

        _shares[key] = (taken + 1, taken == 0 ? at : _shares[key].Since);
        return true;
    }
}
