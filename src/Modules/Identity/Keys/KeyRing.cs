using System.Collections.Frozen;

namespace Lockstep.Identity.Keys;

/// <summary>A key with its times.</summary>
/// <param name="Key">The key pair.</param>
/// <param name="CreatedAt">When it was made; each key is younger than the one before.</param>
/// <param name="SignsFrom">From when on it signs, until a younger one does.</param>
/// <param name="RetiresAt">When it stops verifying; null while no younger one is there.</param>
internal sealed record TimedKey(SigningKey Key, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset? RetiresAt);

/// <summary>All keys that are not retired, as they were read; never changes.</summary>
internal sealed class KeyRing(IReadOnlyList<TimedKey> newestFirst)
{
    private readonly FrozenDictionary<string, SigningKey> _byId =
        newestFirst.ToFrozenDictionary(timed => timed.Key.Id, timed => timed.Key, StringComparer.Ordinal);

    public IReadOnlyList<TimedKey> NewestFirst => newestFirst;

    public SigningKey? Find(string keyId) => _byId.GetValueOrDefault(keyId);

    /// <summary>
    /// The key that signs: the youngest whose time has come. The clock may have been set back behind the first one's; then that one signs.
    /// </summary>
    public SigningKey SignerAt(DateTimeOffset now)
    {
        foreach (var timed in newestFirst)
        {
            if (timed.SignsFrom <= now)
            {
                return timed.Key;
            }
        }

        return newestFirst[^1].Key;
    }

    public bool HasDueAt(DateTimeOffset now) => newestFirst.Any(timed => timed.RetiresAt <= now);
}
