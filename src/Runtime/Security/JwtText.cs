using System.Buffers.Text;
using System.Text.Json;

namespace Lockstep.Runtime.Security;

/// <summary>
/// A JWT as it is written, before anybody vouches for it. The library that checks signatures and claims takes what two readers may
/// understand in two ways: members that are there twice, and several spellings of the same bytes. Here both are refused.
/// </summary>
/// <param name="Header">The header, whatever its kind; each member once at every depth.</param>
/// <param name="Claims">The claims, likewise.</param>
public sealed record JwtText(JsonElement Header, JsonElement Claims)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>
    /// Reads a token; null when it is not three parts in the one spelling of their bytes, with JSON in the first two. Never throws.
    /// </summary>
    public static JwtText? Read(string token)
    {
        try
        {
            var parts = Array.ConvertAll(token.Split('.'), Decode);
            return parts is [{ } header, { } claims, not null]
                ? new JwtText(JsonElement.Parse(header, Strict), JsonElement.Parse(claims, Strict))
                : null;
        }
        catch (Exception)
        {
            // JSON that breaks off, half surrogates, bytes that are no UTF-8: all the same to us.
            return null;
        }
    }

    /// <summary>The text of a member; null when there is none.</summary>
    public static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? TextOf(value) : null;

    /// <summary>The texts of an array; null when it is none, or holds anything else.</summary>
    public static string[]? Texts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var texts = value.EnumerateArray().Select(TextOf).OfType<string>().ToArray();
        return texts.Length == value.GetArrayLength() ? texts : null;
    }

    /// <summary>The text of a value; null when it is none.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which only shows when it is read.
            return null;
        }
    }

    /// <summary>Null unless the part is the only spelling: decoders skip blanks and ignore the last, unused bits.</summary>
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
