namespace Lockstep.Identity.Keys;

/// <summary>All keys that verify tokens.</summary>
internal sealed record KeySet(IReadOnlyList<Jwk> Keys);
