using System.Text;

namespace Lockstep.Runtime.Security;

/// <summary>The user name and password of HTTP Basic (RFC 7617), which for machines are the client id and a secret.</summary>
/// <param name="Id">What stands before the first colon.</param>
/// <param name="Secret">What stands behind it.</param>
public sealed record BasicCredentials(string Id, string Secret)
{
    private const string Scheme = "Basic ";

    /// <summary>Far longer than any of ours.</summary>
    private const int LengthMax = 1_024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads an Authorization header; null when it is another scheme or can't be read.</summary>
    public static BasicCredentials? Parse(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > LengthMax)
        {
            return null;
        }

        try
        {
            var text = Strict.GetString(Convert.FromBase64String(header[Scheme.Length..].Trim()));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? null : new BasicCredentials(text[..colon], text[(colon + 1)..]);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
