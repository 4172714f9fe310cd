namespace Lockstep.Contracts.Users;

/// <summary>
/// Somebody who signs in, as the API answers it, as events carry it and as the history keeps it; never with a password or a secret.
/// </summary>
public sealed record User
{
    /// <summary>Given by Lockstep; never used again, not even after a delete.</summary>
    public required long Id { get; init; }

    /// <summary>1 to 150 characters, kept exactly as given.</summary>
    public required string Name { get; init; }

    /// <summary>What the user signs in with; at most 180 characters; unique among users, ignoring case.</summary>
    public required string Email { get; init; }

    /// <summary>The roles, in the order of the alphabet; what they allow is in the table of permissions.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The customer that this user is; null for staff.</summary>
    public long? CustomerId { get; init; }

    /// <summary>Whether the user may not sign in any more.</summary>
    public required bool Disabled { get; init; }

    /// <summary>Whether sign-in asks for a one-time code too.</summary>
    public required bool HasTotp { get; init; }

    /// <summary>Whether the user comes from an outside OpenID provider.</summary>
    public required bool SingleSignOn { get; init; }

    /// <summary>Grows when tokens issued so far no longer count: other roles, disabled, signed out everywhere, a new password.</summary>
    public required long TokenVersion { get; init; }

    /// <summary>1 for a new user, one more with each change; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When the user was entered, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the user last changed, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
