using Lockstep.Identity.Outside;
using Lockstep.Identity.Users;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Sessions;

/// <summary>What became of an outside token.</summary>
/// <param name="Identity">Who it speaks for; null when it is refused.</param>
/// <param name="User">The user who is linked with them, not disabled; null when there is none.</param>
/// <param name="Refusal">A sentence for the detail of the 401; null when the token is good.</param>
internal sealed record OutsideVerdict(OutsideIdentity? Identity, UserAccount? User, string? Refusal)
{
    /// <summary>Whether it is refused only because its time is over; the provider did sign it.</summary>
    public bool IsExpired { get; init; }

    public static OutsideVerdict Refuse(string detail) => new(null, null, detail);
}

/// <summary>Verifies access tokens of the outside provider.</summary>
internal interface IOutsideTokens
{
    /// <summary>Verifies a token. Any text may come in; a bad one is refused, never thrown at.</summary>
    ValueTask<OutsideVerdict> VerifyAsync(string token, CancellationToken ct);
}
