namespace Lockstep.Identity.Mail;

/// <summary>Something of which each gets so much within an hour; in memory, and bounded.</summary>
/// <typeparam name="TKey">Who.</typeparam>
/// <param name="max">How much.</param>
/// <param name="clock">Tells the hour.</param>
internal sealed class HourlyShare<TKey>(int max, TimeProvider clock)
    where TKey : notnull
{
    private const int KeysMax = 10_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (int Taken, long Since)> _shares = [];

    /// <summary>Takes one; false when the share is used up, or too many have one.</summary>
    public bool Take(TKey key)
    {
        lock (_gate)
        {
            if (_shares.Count >= KeysMax)
            {
                foreach (var old in _shares.Where(one => clock.GetElapsedTime(one.Value.Since) >= Hour).Select(one => one.Key).ToList())
                {
                    _shares.Remove(old);
                }
            }

            var (taken, since) = _shares.GetValueOrDefault(key, (0, clock.GetTimestamp()));
            (taken, since) = clock.GetElapsedTime(since) >= Hour ? (0, clock.GetTimestamp()) : (taken, since);
            if (taken >= max || (taken == 0 && _shares.Count >= KeysMax))
            {
                return false;
            }

            _shares[key] = (taken + 1, since);
            return true;
        }
    }
}
