namespace Lockstep.Identity.Keys;

/// <summary>A key that signs or verifies access tokens.</summary>
/// <param name="Kid">Its id, in the header of each token.</param>
/// <param name="State"><c>published</c> before it signs, then <c>signing</c>, then <c>verifying</c> until it retires.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="SignsFrom">From when on it signs.</param>
/// <param name="RetiresAt">When the last token that it signed has expired; null while no other key follows.</param>
internal sealed record SigningKeyView(
    string Kid, string State, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset? RetiresAt);
