using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Values;
using Lockstep.Support.Mail;
using MimeKit;
using MimeKit.Cryptography;

namespace Lockstep.Support.MailIn.Reading;

/// <summary>Reads a mail from its bytes, which may be anything.</summary>
internal static class MailReader
{
    private const int AddressMax = 180;
    private const int NameMax = 150;
    private const int AnswersMax = 50;

    /// <exception cref="FormatException">It is no mail that can be read; the message says why.</exception>
    public static async Task<ReadMail> ReadAsync(byte[] bytes, TicketMailOptions options, CancellationToken ct)
    {
        using var source = new MemoryStream(bytes, writable: false);
        using var mail = await MimeMessage.LoadAsync(new ParserOptions { MaxMimeDepth = options.DepthMax }, source, ct);
        var (text, files) = MailParts.Of(mail, options.PartsMax);
        var whole = Clean(text, breaks: true);
        var from = mail.From.Mailboxes.FirstOrDefault();
        var sender = Keys.Clean(from?.Address);
        var isSender = sender is { Length: > 0 and <= AddressMax } && Email.IsValid(sender);
        var id = Known(mail.MessageId);
        return new ReadMail
        {
            MessageId = id,
            Key = KeyOf(id, sender, bytes),
            Sender = isSender ? sender : null,
            SenderName = Clean(from?.Name ?? "", breaks: false) is { Length: > 0 and <= NameMax } name ? name : sender ?? "",
            Answers = [.. new[] { mail.InReplyTo }.Concat(mail.References.Reverse()).Select(Known).Where(static one => one.Length > 0)
                .Distinct(StringComparer.Ordinal).Take(AnswersMax)],
            Subject = Clean(mail.Subject ?? "", breaks: false),
            Text = QuotedText.Trim(whole),
            WholeText = whole,
            Files = files,
            Automatic = AutomaticMail.ReasonOf(mail, options.OwnAddress, options.TakeLists),
            IsForged = options.AuthServer.Length > 0 && !IsVouchedFor(mail, options.AuthServer),
            Failure = FailureReport.Of(mail),
        };
    }

    /// <summary>Two people may use the same id, by mistake or on purpose: nobody makes another one's mail count as known already.</summary>
    private static string KeyOf(string id, string? sender, byte[] bytes) => Convert.ToHexStringLower(
        id.Length > 0 ? SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{Email.Key(sender)}")) : SHA256.HashData(bytes));

    private static string Known(string? id) => MailIds.Clean(id);

    /// <summary>
    /// Only the first verdict of the server counts that is trusted: it puts its own on top, and what stands below may be the sender's.
    /// </summary>
    private static bool IsVouchedFor(MimeMessage mail, string server)
    {
        foreach (var header in mail.Headers.Where(static one => one.Id is HeaderId.AuthenticationResults))
        {
            if (AuthenticationResults.TryParse(header.RawValue, out var results)
                && string.Equals(results.AuthenticationServiceIdentifier, server, StringComparison.OrdinalIgnoreCase))
            {
                return results.Results.Any(
                    static one => string.Equals(one.Method, "dmarc", StringComparison.OrdinalIgnoreCase)
                        && string.Equals(one.Result, "pass", StringComparison.OrdinalIgnoreCase));
            }
        }

        return false;
    }

    /// <summary>What both stores can keep and anybody may read: no control letters, no halves of letters.</summary>
    private static string Clean(string text, bool breaks)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (breaks && rune.Value is '\n' or '\t')
            {
                clean.Append((char)rune.Value);
            }
            else if (rune.Value is '\n' or '\t')
            {
                clean.Append(' ');
            }
            else if (!Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF))
            {
                clean.Append(CultureInfo.InvariantCulture, $"{rune}");
            }
        }

        return clean.ToString().Trim();
    }
}
