using Lockstep.Contracts.Access;

namespace Lockstep.Identity.Clients;

/// <summary>What may be said about a new key.</summary>
internal sealed record KeyInput
{
    /// <summary>Required; for people.</summary>
    public string? Name { get; init; }

    /// <summary>Permissions that narrow those of the client; absent narrows nothing.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>From when on it is refused; absent for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
