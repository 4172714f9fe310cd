using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Security;

/// <summary>Access and refresh tokens; section <c>Tokens</c> of the configuration, checked at start.</summary>
public sealed class TokenOptions
{
    private const string Here = "https://localhost:";

    /// <summary>The <c>iss</c> of every token. Default <c>https://localhost</c> and the port of <c>LOCKSTEP_HTTPS</c>.</summary>
    [Required, Url]
    public string Issuer { get; set; } = IssuerAt(8443);

    /// <summary>The <c>aud</c> of every token. Default <c>lockstep</c>.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string Audience { get; init; } = "lockstep";

    /// <summary>How long an access token is good. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan AccessLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a refresh token is good. Default 14 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "90.00:00:00")]
    public TimeSpan RefreshLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long a session is renewed by refresh tokens at most; then its user signs in again. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "3650.00:00:00")]
    public TimeSpan SessionLifetimeMax { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long after its use a refresh token still gives the same successor: to two tabs, or when the first answer was lost. Used after
    /// that, it is in two hands, and its session ends. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long ago people may have signed in who change users, API clients, keys or secrets. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan RecentSignIn { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far clocks may differ. Default 30 s, which is also the most.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most verified tokens that are remembered. Default 10,000.</summary>
    [Range(0, 1_000_000)]
    public int CacheMax { get; init; } = 10_000;

    /// <summary>How long a signing key signs before another one follows by itself. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan SigningKeyLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long a new signing key is published before it signs: longer than verifiers keep a copy of the key set, which is 5 minutes.
    /// Default 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SigningKeyPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The issuer of a process that nobody gave another name.</summary>
    public static string IssuerAt(int port) => FormattableString.Invariant($"{Here}{port}");

    /// <summary>Whether tokens of an issuer count: processes on one machine and the same keys differ in their ports only.</summary>
    public bool Takes(string issuer) => string.Equals(issuer, Issuer, StringComparison.Ordinal) || IsHere(issuer) && IsHere(Issuer);

    private static bool IsHere(string issuer) =>
        issuer.StartsWith(Here, StringComparison.Ordinal) && issuer.Length > Here.Length
            && issuer.AsSpan(Here.Length).IndexOfAnyExceptInRange('0', '9') < 0;
}
