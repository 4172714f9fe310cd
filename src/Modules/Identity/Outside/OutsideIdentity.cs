namespace Lockstep.Identity.Outside;

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
    /// <summary>Whether the provider tells a name.</summary>
    public bool IsNamed { get; init; }

    /// <summary>What came of the claim that roles are mapped from, in words.</summary>
    public string Groups { get; init; } = "";

    /// <summary>When they showed the provider who they are (<c>auth_time</c>); when the token was issued if it does not say.</summary>
    public DateTimeOffset SignedInAt { get; init; } = IssuedAt;

    /// <summary>What a linked user has for them; an issuer has no blanks.</summary>
    public string Link => LinkOf(Issuer, Subject);

    public static string LinkOf(string issuer, string subject) => $"{issuer} {subject}";
}
