namespace Lockstep.Identity.Sessions;

/// <summary>A session that counts.</summary>
/// <param name="Id">Ends it.</param>
/// <param name="Kind"><c>portal</c> for one with a cookie, else <c>tokens</c>.</param>
/// <param name="CreatedAt">When its user signed in.</param>
/// <param name="UsedAt">When it was renewed last; null for one of before that was noted down.</param>
/// <param name="ExpiresAt">When it ends if it is not used.</param>
/// <param name="Address">Where its user signed in from; null when that is not known.</param>
/// <param name="Current">Whether this very request belongs to it.</param>
internal sealed record SessionItem(
    Guid Id, string Kind, DateTimeOffset CreatedAt, DateTimeOffset? UsedAt, DateTimeOffset ExpiresAt, string? Address, bool Current);

/// <summary>The newest sessions of a user.</summary>
internal sealed record SessionList(IReadOnlyList<SessionItem> Items);
