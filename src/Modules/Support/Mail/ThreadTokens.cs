using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Support.Mail;

/// <summary>
/// Signs the number of a ticket, so that nobody who merely guesses a number is taken for somebody who was written to: in the ids of our
/// mails, and in their subjects for programs that do not say which mail they answer.
/// </summary>
/// <param name="key">The key; at least 32 random bytes.</param>
internal sealed partial class ThreadTokens(byte[] key)
{
    private const int SubjectLetters = 10;
    private const int IdLetters = 16;

    /// <summary>Digits and letters that can't be taken for one another.</summary>
    private const string Letters = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>The id of the mail with a comment: the same each time, so that whoever gets it twice can tell.</summary>
    public string MessageIdOf(long ticket, long comment, string domain)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"ticket.{ticket}.{comment}");
        return $"{name}.{Sign(name, IdLetters)}@{domain}";
    }

    /// <summary>The ticket and the comment of a mail that went out from here; null when the id is none of ours.</summary>
    public (long Ticket, long Comment)? Read(string messageId)
    {
        var match = OurId().Match(messageId);
        return match.Success && IsSigned(match.Groups["name"].Value, match.Groups["sign"].Value, IdLetters)
            && Number(match.Groups["ticket"].Value) is { } ticket && Number(match.Groups["comment"].Value) is { } comment
                ? (ticket, comment)
                : null;
    }

    /// <summary>What stands in the subject of a mail about a ticket.</summary>
    public string MarkOf(long ticket)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{ticket}");

        // Signed under another word than ids are: the sign of one does not pass for the other.
        return $"[#{name}-{Sign($"subject.{name}", SubjectLetters)}]";
    }

    /// <summary>The ticket that a subject names with our signature; null when there is none.</summary>
    public long? TicketIn(string subject)
    {
        foreach (Match match in Mark().Matches(subject))
        {
            if (IsSigned($"subject.{match.Groups["ticket"].Value}", match.Groups["sign"].Value.ToLowerInvariant(), SubjectLetters))
            {
                return Number(match.Groups["ticket"].Value);
            }
        }

        return null;
    }

    /// <summary>A subject without such marks, ours or not, and without what programs put before it.</summary>
    public static string Bare(string subject) => Prefix().Replace(Mark().Replace(subject, ""), "").Trim();

    private static long? Number(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number : null;

    private bool IsSigned(string name, string sign, int letters) =>
        // In a time that does not tell how much of a guessed sign is right.
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(sign), Encoding.ASCII.GetBytes(Sign(name, letters)));

    private string Sign(string name, int letters) => string.Concat(
        HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(name)).Take(letters).Select(static one => Letters[one % Letters.Length]));

    [GeneratedRegex(
        "^(?<name>ticket\\.(?<ticket>[0-9]{1,18})\\.(?<comment>[0-9]{1,18}))\\.(?<sign>[0-9a-z]{16})@",
            RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OurId();

    [GeneratedRegex(
        "\\[#(?<ticket>[0-9]{1,18})-(?<sign>[0-9a-zA-Z]{10})\\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
            matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Mark();

    [GeneratedRegex(
        "^(\\s*(re|aw|wg|sv|vs|antw|odp|ref|fwd?|tr|rv|ответ|пересл)(\\[[0-9]{1,3}\\])?\\s*:)+",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Prefix();
}
