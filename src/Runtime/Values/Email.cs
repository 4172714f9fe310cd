using System.Globalization;
using System.Text;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Values;

/// <summary>
/// E-mail addresses: one @ with something on either side, no blanks, nothing of a link or of a header around it, and a domain that there
/// can be. Whether one gets there is only known by writing to it.
/// </summary>
public static class Email
{
    private const int LabelMax = 63;
    private const string NoPart = "<>()[]\\,;:\"";
    private static readonly IdnMapping Domains = new() { UseStd3AsciiRules = true };

    /// <summary>Whether a text looks like one.</summary>
    public static bool IsValid(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(char.IsWhiteSpace)
            && text.AsSpan().IndexOfAny(NoPart) < 0 && Domain(text[(at + 1)..]) is not null;
    }

    /// <summary>
    /// What it is found by: in any case, and with its domain in the form of DNS, so that <c>bücher.example</c> and its <c>xn--</c> form are
    /// one.
    /// </summary>
    public static string? Key(string? text)
    {
        var address = Keys.Clean(text);
        var at = address?.LastIndexOf('@') ?? -1;
        return at >= 0 && Domain(address![(at + 1)..]) is { } domain
            ? $"{TextRules.Fold(address[..at])}@{domain}"
            : TextRules.Fold(address);
    }

    /// <summary>Checks an optional one.</summary>
    public static void Check(Errors errors, string field, string? email, int max)
    {
        TextRules.Check(errors, field, email, max);
        if (email is not null && !IsValid(email))
        {
            errors.Add(field, "Must be an e-mail address like name@example.com.");
        }
    }

    /// <summary>In the form of DNS; null when there can be no such domain.</summary>
    private static string? Domain(string domain)
    {
        if (Ascii.IsValid(domain) && !domain.Contains("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return domain.Split('.').All(IsLabel) ? domain.ToLowerInvariant() : null;
        }

        try
        {
            // Of the form of DNS too, which may be written in capitals, or stand for something that has another form.
            return domain.EndsWith('.') ? null : Domains.GetAscii(Domains.GetUnicode(Domains.GetAscii(domain))).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLabel(string label) => label.Length is >= 1 and <= LabelMax && label[0] != '-' && label[^1] != '-'
        && label.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
