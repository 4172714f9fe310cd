using System.Buffers.Text;
using System.Text.Json;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>A JWT of the provider as it is written, before anybody vouches for it.</summary>
/// <param name="Text">The whole of it.</param>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="KeyId"><c>kid</c>.</param>
/// <param name="Type"><c>typ</c> in lower case, without <c>application/</c>; null when absent.</param>
/// <param name="Claims">An object, each member once at every depth.</param>
internal sealed record OutsideJwt(string Text, string Algorithm, string KeyId, string? Type, JsonElement Claims)
{
    /// <summary>The longest that is looked at, in characters: groups may be many.</summary>
    public const int LengthMax = 16 * 1_024;
    private const int PartCount = 3;
    private const int KeyIdMax = 200;

    /// <summary>The last second of the year 9999: beyond it no instant exists.</summary>
    private const double SecondsMax = 253_402_300_799;

    // Thumbprints only name the key once more. All else (jwk, jku, x5u, x5c, crit, cty, zip …) asks the reader to trust or do something.
    private static readonly string[] KnownMembers = ["alg", "typ", "kid", "x5t", "x5t#S256"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads a token; null when it is none that we would look into.</summary>
    public static OutsideJwt? Read(string text)
    {
        try
        {
            return text.Length <= LengthMax ? ReadParts(text) : null;
        }
        catch (Exception)
        {
            // JSON that breaks off, half surrogates, bytes that are no UTF-8: all the same to us.
            return null;
        }
    }

    public string? Find(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>An instant in seconds since 1970, by the standard perhaps with a fraction; null when it is none.</summary>
    public long? Seconds(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= SecondsMax
            ? (long)seconds
            : null;

    /// <summary>One string, or an array of them; null when it is anything else.</summary>
    public static IReadOnlyList<string>? Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(item => item.GetString()!)],
        _ => null,
    };

    private static OutsideJwt? ReadParts(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != PartCount || Array.Exists(parts, part => Decode(part) is null))
        {
            return null;
        }

        using var header = JsonDocument.Parse(Decode(parts[0]), Strict);
        using var claims = JsonDocument.Parse(Decode(parts[1]), Strict);
        var head = header.RootElement;
        if (head.ValueKind != JsonValueKind.Object || claims.RootElement.ValueKind != JsonValueKind.Object
            || head.EnumerateObject().Any(member => !KnownMembers.Contains(member.Name, StringComparer.Ordinal) || member.Value.ValueKind != JsonValueKind.String))
        {
            return null;
        }

        return Member(head, "alg") is { } algorithm && Member(head, "kid") is { Length: > 0 and <= KeyIdMax } keyId
            ? new OutsideJwt(text, algorithm, keyId, Plain(Member(head, "typ")), claims.RootElement.Clone())
            : null;
    }

    private static string? Member(JsonElement head, string name) => head.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string? Plain(string? type)
    {
        const string prefix = "application/";
        var lower = type?.ToLowerInvariant();
        return lower?.StartsWith(prefix, StringComparison.Ordinal) is true ? lower[prefix.Length..] : lower;
    }

    /// <summary>Null unless the part is the one and only spelling of its bytes.</summary>
    private static byte[]? Decode(string part)
    {
        if (part.Length == 0 || !Base64Url.IsValid(part))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(part);
        return string.Equals(Base64Url.EncodeToString(bytes), part, StringComparison.Ordinal) ? bytes : null;
    }
}
