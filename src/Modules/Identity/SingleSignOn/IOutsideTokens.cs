using Lockstep.Identity.Users;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>Somebody as the outside provider tells of them.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">Who it is there; never given to anybody else.</param>
/// <param name="Name">For people; the subject when the provider tells no name.</param>
/// <param name="Email">Null when the provider tells none.</param>
/// <param name="EmailVerified">Whether the provider says that the address is theirs.</param>
/// <param name="Roles">Our roles, by the map; nothing else of the provider's counts.</param>
/// <param name="IssuedAt">When the token was issued.</param>
/// <param name="ExpiresAt">When the token expires.</param>
internal sealed record OutsideIdentity(
    string Issuer, string Subject, string Name, string? Email, bool EmailVerified, IReadOnlyList<string> Roles, DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>What <see cref="User.SsoSubject"/> has for them; an issuer has no blanks.</summary>
    public string Link => LinkOf(Issuer, Subject);

    public static string LinkOf(string issuer, string subject) => $"{issuer} {subject}";
}

/// <summary>What became of an outside token.</summary>
/// <param name="Identity">Who it speaks for; null when it is refused.</param>
/// <param name="User">The user who is linked with them, not disabled; null when there is none.</param>
/// <param name="Refusal">A sentence for the detail of the 401; null when the token is good.</param>
internal sealed record OutsideVerdict(OutsideIdentity? Identity, User? User, string? Refusal)
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
