using System.Text.Json;
using Lockstep.Runtime.Security;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>A JWT of the provider as it is written, before anybody vouches for it.</summary>
/// <param name="Text">The whole of it.</param>
/// <param name="KeyId"><c>kid</c>; null when absent.</param>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="Type"><c>typ</c> in lower case, without <c>application/</c>; null when absent.</param>
/// <param name="Claims">An object, each member once at every depth.</param>
internal sealed record OutsideJwt(string Text, string? KeyId, string Algorithm, string? Type, JsonElement Claims)
{
    /// <summary>The longest that is looked at, in characters: groups may be many.</summary>
    public const int LengthMax = 16 * 1_024;
    private const int KeyIdMax = 200;

    /// <summary>The last second of the year 9999: beyond it no instant exists.</summary>
    private const double SecondsMax = 253_402_300_799;

    // What asks the reader to trust or do something, and the library takes no notice of. Others are ignored (RFC 7515, 4): providers put
    // all kinds of them in.
    private static readonly string[] RefusedMembers = ["crit", "jwk", "jku", "x5u", "x5c", "b64", "zip", "cty"];

    /// <summary>Reads a token; null when it is none that we would look into.</summary>
    public static OutsideJwt? Read(string text)
    {
        if (
            text.Length > LengthMax
            || JwtText.Read(text) is not { Header.ValueKind: JsonValueKind.Object, Claims.ValueKind: JsonValueKind.Object } jwt
            || RefusedMembers.Any(name => jwt.Header.TryGetProperty(name, out _))
            || JwtText.Text(jwt.Header, "alg") is not { } algorithm
            || (jwt.Header.TryGetProperty("typ", out var type) && type.ValueKind != JsonValueKind.String))
        {
            return null;
        }

        // A kid that can't be one is another thing than none: the token would else be tried with whatever key fits.
        var says = jwt.Header.TryGetProperty("kid", out _);
        var keyId = JwtText.Text(jwt.Header, "kid");
        return says && keyId is not { Length: > 0 and <= KeyIdMax }
            ? null
            : new OutsideJwt(text, keyId, algorithm, Plain(JwtText.Text(jwt.Header, "typ")), jwt.Claims);
    }

    /// <summary>The names of its claims, for a log; their values are nobody's business there.</summary>
    public string ClaimNames => string.Join(", ", Claims.EnumerateObject().Take(50).Select(
        static claim => string.Concat(claim.Name.Where(static letter => letter is > ' ' and <= '~').Take(80))));

    public string? Find(string name) => JwtText.Text(Claims, name);

    /// <summary>An instant in seconds since 1970, by the standard perhaps with a fraction; null when it is none.</summary>
    public long? Seconds(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= SecondsMax
            ? (long)seconds
            : null;

    /// <summary>One string, or an array of them; null when it is anything else.</summary>
    public static IReadOnlyList<string>? Strings(JsonElement parent, string name) =>
        JwtText.Text(parent, name) is { } one ? [one] : parent.TryGetProperty(name, out var value) ? JwtText.Texts(value) : null;

    private static string? Plain(string? type)
    {
        const string prefix = "application/";
        var lower = type?.ToLowerInvariant();
        return lower?.StartsWith(prefix, StringComparison.Ordinal) is true ? lower[prefix.Length..] : lower;
    }
}
