using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sdk;

/// <summary>What a system is opened with.</summary>
public sealed record SystemSetup
{
    /// <summary>Its name in flows.</summary>
    public required string Name { get; init; }

    /// <summary>How to sign in; <see cref="SignInKind.None"/> when its file has no part <c>signIn</c>.</summary>
    public required SignInSettings SignIn { get; init; }

    /// <summary>How fast and how much.</summary>
    public required SystemLimits Limits { get; init; }

    /// <summary>
    /// Calls only what may be called: public addresses, and private ones that <c>Outbound:Allow</c> lists; follows no redirect; bounds time
    /// and size of answers. The one way for a connector to speak HTTP.
    /// </summary>
    public required HttpClient Http { get; init; }

    /// <summary>Among how many processes the calls that the limits allow are divided.</summary>
    public ProcessShare Share { get; init; } = new();

    /// <summary>The time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Keeps tokens of OAuth, encrypted, for all processes.</summary>
    public required ITokenStore Tokens { get; init; }
}

/// <summary>Among how many processes something is divided; told by the engine, and heeded from the next call on.</summary>
public sealed class ProcessShare
{
    private volatile int _processes = 1;

    /// <summary>How many there are, this one among them; 1 or more. Default 1.</summary>
    public int Processes
    {
        get => _processes;
        set => _processes = Math.Max(1, value);
    }
}

/// <summary>Limits of a system, from the part <c>limits</c> of its file.</summary>
public sealed record SystemLimits
{
    /// <summary>
    /// Calls a second, from all processes that deliver to it together; null for as many as go. Default none.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>How many calls may go at once after a rest. Default 1, or the rate when that is more.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>Writes on their way at once; null for <c>Dispatch:InFlightMax</c>.</summary>
    public int? InFlight { get; init; }

    /// <summary>How long one call may take; null for <c>Outbound:Timeout</c>, which bounds it too.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The largest answer, in bytes; null for <c>Outbound:AnswerMax</c>, which bounds it too.</summary>
    public long? AnswerMax { get; init; }
}

/// <summary>Keeps the tokens of systems that sign in by OAuth 2.</summary>
public interface ITokenStore
{
    /// <summary>The tokens of a system; null when none are kept.</summary>
    Task<StoredTokens?> FindAsync(string system, CancellationToken ct);

    /// <summary>
    /// Gets the next tokens and keeps them. Of all processes one at a time does so, for a provider may take each refresh token but once;
    /// who comes second is given what the first one got.
    /// </summary>
    /// <param name="system">The system.</param>
    /// <param name="shown">The access token that does not count any more; null to get new ones in any case.</param>
    /// <param name="renew">Gets the next ones from those that are kept, null when none are.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<Reply<StoredTokens>> RenewAsync(
        string system, string? shown, Func<StoredTokens?, CancellationToken, Task<Reply<StoredTokens>>> renew, CancellationToken ct);
}

/// <summary>Tokens of OAuth 2; each is a secret.</summary>
/// <param name="Access">What is shown with each call.</param>
/// <param name="Refresh">What gets the next one; null when the provider gave none.</param>
/// <param name="ExpiresAt">Until when the access token counts, in UTC.</param>
/// <param name="Revision">Grows with each replacement, from 1; set by the store.</param>
public sealed record StoredTokens(string Access, string? Refresh, DateTimeOffset ExpiresAt, long Revision)
{
    /// <summary>Nothing secret.</summary>
    public override string ToString() => $"tokens, revision {Revision}, until {ExpiresAt:u}";
}
