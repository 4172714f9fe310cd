using MimeKit;

namespace Lockstep.Support.MailIn.Reading;

/// <summary>
/// Mail that nobody wrote: answers of machines, bounces, circulars, and what came round in a circle. A ticket for it would be nobody's,
/// and an answer to it might begin an exchange of machines that never ends (RFC 3834).
/// </summary>
internal static class AutomaticMail
{
    private static readonly string[] Machines = ["mailer-daemon", "postmaster"];

    /// <summary>Why nobody wrote a mail; null when somebody did.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="own">The address of the box, which goes as <c>X-Loop</c> with what is sent from here.</param>
    /// <param name="takeLists">Whether mail that came by a list was written by somebody.</param>
    public static string? ReasonOf(MimeMessage mail, string own, bool takeLists)
    {
        var submitted = WordOf(mail, "Auto-Submitted");
        var precedence = WordOf(mail, "Precedence");
        return mail switch
        {
            _ when submitted is not ("" or "no") => $"a machine sent it (Auto-Submitted: {submitted})",
            _ when precedence is "bulk" or "junk" or "auto_reply" => $"it is a circular or a machine's answer (Precedence: {precedence})",
            _ when precedence is "list" && !takeLists =>
                "it came by a mailing list (Precedence: list; Support:Mail:TakeLists takes such mail)",
            _ when HasLoop(mail, own) => "it was sent from here (X-Loop)",
            _ when WordOf(mail, "X-Autoreply") is not ("" or "no") || mail.Headers.Contains("X-Autorespond") =>
                "a machine answered (X-Autoreply)",
            _ when mail.Headers["Return-Path"]?.Trim() is "<>" => "it has no sender that an answer could go to (Return-Path: <>)",
            _ when mail.Body is MultipartReport report => $"it is a report ({report.ReportType ?? "of no type"})",
            _ when Addresses(mail).Any(IsMachine) => "the mail system wrote it",
            _ when Addresses(mail).Any(address => string.Equals(address, own, StringComparison.OrdinalIgnoreCase)) =>
                "it comes from the box's own address",
            _ => null,
        };
    }

    private static bool HasLoop(MimeMessage mail, string own) => mail.Headers.Any(
        header => string.Equals(header.Field, "X-Loop", StringComparison.OrdinalIgnoreCase)
            && string.Equals(header.Value.Trim(), own, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Addresses(MimeMessage mail) => mail.From.Mailboxes.Select(static one => one.Address);

    private static bool IsMachine(string address) =>
        Machines.Contains(address.Split('@')[0], StringComparer.OrdinalIgnoreCase);

    /// <summary>The first word of a header, without parameters; empty when there is none.</summary>
    private static string WordOf(MimeMessage mail, string header) =>
        mail.Headers[header]?.Split(';', '(')[0].Trim().ToLowerInvariant() ?? "";
}
