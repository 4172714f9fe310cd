using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Security;

/// <summary>What <see cref="TokenVerifier"/> says of a token: who sends it, or why it is refused.</summary>
/// <param name="Caller">Who the token speaks for; null when it is refused.</param>
/// <param name="Refusal">Why it is refused; <see cref="TokenRefusal.None"/> when it is not.</param>
public readonly record struct TokenVerdict(Caller? Caller, TokenRefusal Refusal)
{
    /// <summary>A sentence for the detail of a 401; tells nothing that helps to forge a token.</summary>
    public string Detail => Refusal switch
    {
        TokenRefusal.None => "The token is good.",
        TokenRefusal.Expired => "The token has expired; get a new one with the refresh token (POST /oauth/token) or sign in again.",
        TokenRefusal.NotYetValid => "The token is not valid yet; check the clock of this machine and of the one that issued it.",
        TokenRefusal.Revoked => "The token was revoked; sign in again.",
        TokenRefusal.WrongIssuer or TokenRefusal.WrongAudience => "The token was issued by or for another installation; sign in here.",
        _ => "The token is not one of this installation; sign in (POST /api/auth/login) and send the access_token as it is.",
    };

    internal static TokenVerdict Of(Caller caller) => new(caller, TokenRefusal.None);

    internal static TokenVerdict Refuse(TokenRefusal refusal) => new(null, refusal);
}

/// <summary>Why a token is refused.</summary>
public enum TokenRefusal
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Longer than <see cref="TokenVerifier.LengthMax"/>; not even looked at.</summary>
    TooLong,

    /// <summary>Not three canonical base64url parts with JSON objects of the expected shape, each member once.</summary>
    Malformed,

    /// <summary>Its header asks for anything but <c>alg</c> ES256, <c>typ</c> at+jwt and a <c>kid</c>.</summary>
    WrongHeader,

    /// <summary>No key, or no longer one, has its <c>kid</c>.</summary>
    UnknownKey,

    /// <summary>The key did not sign it.</summary>
    BadSignature,

    /// <summary>Another <c>iss</c> than <see cref="TokenOptions.Issuer"/>.</summary>
    WrongIssuer,

    /// <summary><see cref="TokenOptions.Audience"/> is not in its <c>aud</c>.</summary>
    WrongAudience,

    /// <summary>Its <c>exp</c> is past.</summary>
    Expired,

    /// <summary>Its <c>nbf</c> or <c>iat</c> is still to come.</summary>
    NotYetValid,

    /// <summary>Issued before its subject was disabled, changed or signed out everywhere.</summary>
    Revoked,
}
