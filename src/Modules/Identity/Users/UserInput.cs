namespace Lockstep.Identity.Users;

/// <summary>What an admin may say about a user; members that nobody can set (id, version …) are ignored.</summary>
internal sealed record UserInput
{
    /// <summary>Required.</summary>
    public string? Name { get; init; }

    /// <summary>Required; unique, ignoring case.</summary>
    public string? Email { get; init; }

    /// <summary>Names of roles; none by default.</summary>
    public IReadOnlyList<string?>? Roles { get; init; }

    /// <summary>The customer that the user is.</summary>
    public long? CustomerId { get; init; }

    /// <summary>False by default.</summary>
    public bool? Disabled { get; init; }

    /// <summary>For a new user only; without it the answer has a code with which the user sets one.</summary>
    public string? Password { get; init; }
}
