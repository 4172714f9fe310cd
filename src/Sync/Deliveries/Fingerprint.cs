using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// What dead letters of one cause have in common: the hash of flow, cause and message, the latter without what differs from record to
/// record. Those are what is quoted, and each word with a digit or an @: ids, numbers, instants, addresses. Pure, and the same for ever:
/// it is kept in the table.
/// </summary>
internal static class Fingerprint
{
    private const int Bytes = 8;
    private const string Quotes = "'\"`";

    /// <summary>Sixteen hexadecimal digits.</summary>
    public static string Of(string flow, string? cause, string? message) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{flow}\n{cause}\n{Plain(message ?? "")}")).AsSpan(0, Bytes));

    /// <summary>The message without what differs, in one pass.</summary>
    public static string Plain(string message)
    {
        var plain = new StringBuilder(message.Length);
        for (var at = 0; at < message.Length;)
        {
            if (EndOfQuoted(message, at) is var end and > 0)
            {
                plain.Append("''");
                at = end;
            }
            else if (IsInWord(message[at]))
            {
                var stop = EndOfWord(message, at);
                var word = message.AsSpan(at, stop - at);
                plain.Append(word.ContainsAnyInRange('0', '9') || word.Contains('@') ? "#" : word);
                at = stop;
            }
            else
            {
                plain.Append(char.IsWhiteSpace(message[at]) ? ' ' : message[at]);
                at++;
            }
        }

        return plain.ToString();
    }

    /// <summary>
    /// Behind a quoted part that begins here; 0 where none does. An apostrophe inside of a word, as in can't, opens nothing.
    /// </summary>
    private static int EndOfQuoted(string message, int at)
    {
        if (!Quotes.Contains(message[at], StringComparison.Ordinal) || (at > 0 && char.IsLetterOrDigit(message[at - 1])))
        {
            return 0;
        }

        for (var end = message.IndexOf(message[at], at + 1); end > 0; end = message.IndexOf(message[at], end + 1))
        {
            if (end + 1 == message.Length || !char.IsLetterOrDigit(message[end + 1]))
            {
                return end + 1;
            }
        }

        return 0;
    }

    /// <summary>Dots and the like belong to a word between letters and digits: not at its end, where a sentence ends.</summary>
    private static int EndOfWord(string message, int at)
    {
        var end = at + 1;
        while (end < message.Length && (IsInWord(message[end])
            || (IsJoint(message[end]) && end + 1 < message.Length && IsInWord(message[end + 1]))))
        {
            end++;
        }

        return end;
    }

    private static bool IsInWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '#';

    private static bool IsJoint(char letter) => letter is '.' or ',' or '-' or '@' or ':' or '/' or '+' or '%' or '~';
}
