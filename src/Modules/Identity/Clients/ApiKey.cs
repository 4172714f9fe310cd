namespace Lockstep.Identity.Clients;

/// <summary>A secret of an API client as it can be looked at: everything but the secret.</summary>
/// <param name="Id">Names the key in tokens and in the audit log.</param>
/// <param name="Name">For people.</param>
/// <param name="Scopes">Permissions that narrow those of the client; null narrows nothing.</param>
/// <param name="CreatedAt">When it was made, in UTC.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="LastUsedAt">When it was last used, within a minute; null for never.</param>
internal sealed record ApiKey(
    long Id, string Name, IReadOnlyList<string>? Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);
