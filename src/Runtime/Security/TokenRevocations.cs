using System.Collections.Concurrent;

namespace Lockstep.Runtime.Security;

/// <summary>
/// From which token version on each subject's tokens count. Forgetting a verified token is not enough: it would be verified again
/// and found good. An entry is needed until the last token of an older version has expired.
/// </summary>
internal sealed class TokenRevocations(TimeSpan keep)
{
    private readonly ConcurrentDictionary<string, (long Version, DateTimeOffset Until)> _floors = new(StringComparer.Ordinal);

    public bool Covers(string subject, long version) => _floors.TryGetValue(subject, out var floor) && version < floor.Version;

    public void Add(string subject, long version, DateTimeOffset now)
    {
        foreach (var (known, floor) in _floors)
        {
            if (floor.Until <= now)
            {
                _floors.TryRemove(KeyValuePair.Create(known, floor));
            }
        }

        _floors.AddOrUpdate(subject, (version, now + keep), (_, floor) => (Math.Max(version, floor.Version), now + keep));
    }
}
