using System.Text.RegularExpressions;

namespace Lockstep.Support.MailIn.Reading;

/// <summary>
/// What an answer quotes behind it. Only what stands at the end goes: where somebody answers line by line, the quotes belong to what is
/// said.
/// </summary>
internal static partial class QuotedText
{
    private const int HeadLines = 6;
    private const int IntroductionLines = 3;

    /// <summary>The text without what is quoted behind it; as it was when nothing would be left.</summary>
    public static string Trim(string text)
    {
        var lines = text.Split('\n');
        var end = Math.Min(ForwardedAt(lines), QuotedAt(lines));
        var written = string.Join('\n', lines.Take(end)).Trim();
        return written.Length > 0 ? written : text.Trim();
    }

    /// <summary>Where nothing but quoted lines follow, with the line that introduces them.</summary>
    private static int QuotedAt(string[] lines)
    {
        var start = lines.Length;
        var isQuoted = false;
        while (start > 0 && (IsQuoted(lines[start - 1]) || IsBlank(lines[start - 1])))
        {
            start--;
            isQuoted |= IsQuoted(lines[start]);
        }

        return isQuoted ? IntroductionAt(lines, start) : lines.Length;
    }

    /// <summary>"On Monday Ada wrote:", which is broken into two or three lines when it is long.</summary>
    private static int IntroductionAt(string[] lines, int start)
    {
        var last = start - 1;
        if (last < 0 || !lines[last].TrimEnd().EndsWith(':'))
        {
            return start;
        }

        var first = last;
        while (first > 0 && last - first + 1 < IntroductionLines && !IsBlank(lines[first - 1]))
        {
            first--;
        }

        // A paragraph that is longer is somebody's own, and ends in a colon by chance.
        return first == 0 || IsBlank(lines[first - 1]) ? first : last;
    }

    /// <summary>Where a mail of before begins with its head, as some programs put it below an answer.</summary>
    private static int ForwardedAt(string[] lines)
    {
        for (var index = 0; index < lines.Length; index++)
        {
            if (Separator().IsMatch(lines[index]) || (Sender().IsMatch(lines[index]) && HasHead(lines, index)))
            {
                return index > 0 && Rule().IsMatch(lines[index - 1]) ? index - 1 : index;
            }
        }

        return lines.Length;
    }

    private static bool HasHead(string[] lines, int start) =>
        lines.Skip(start + 1).Take(HeadLines).Count(static line => Field().IsMatch(line)) >= 2;

    private static bool IsQuoted(string line) => line.StartsWith('>');

    private static bool IsBlank(string line) => string.IsNullOrWhiteSpace(line);

    [GeneratedRegex(
        "^-{2,} ?(original message|original appointment|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale"
            + "|исходное сообщение) ?-{2,}\\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Separator();

    [GeneratedRegex("^\\*?(from|von|de|da|от|van)\\s?:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Sender();

    [GeneratedRegex(
        "^\\*?(sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto|inviato|a|oggetto|отправлено|дата"
            + "|кому|тема|verzonden|aan|onderwerp)\\s?:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Field();

    [GeneratedRegex("^[_-]{5,}\\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Rule();
}
