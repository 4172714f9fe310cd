using System.Net;
using System.Net.Mail;
using System.Text;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Mail;

/// <summary>Writes the mail with a code, and gives it to the SMTP server.</summary>
internal sealed class ResetMail(IOptions<MailOptions> options, ISecrets secrets, TimeProvider clock)
{
    public const string PasswordName = "mail.password";
    public const string CodeMark = "{code}";

    public static string Link(string template, string code) => template.Replace(CodeMark, Uri.EscapeDataString(code), StringComparison.Ordinal);

    /// <exception cref="SmtpException">The server could not be reached or would not take it.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or the process stops.</exception>
    /// <exception cref="FormatException">The address can't be written into a mail.</exception>
    public async Task SendAsync(string email, string code, TimeSpan lifetime, CancellationToken ct)
    {
        using var client = new SmtpClient(options.Value.Host, options.Value.Port) { EnableSsl = options.Value.StartTls };
        if (options.Value.User.Length > 0)
        {
            client.Credentials = new NetworkCredential(options.Value.User, await secrets.FindAsync(PasswordName, ct));
        }

        using var mail = new MailMessage(options.Value.From, email)
        {
            Subject = "Your code for a new Lockstep password",
            Body = Text(code, lifetime),
            BodyEncoding = Encoding.UTF8,
        };

        // The client's own timeout is for its blocking calls only.
        using var patience = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        await client.SendMailAsync(mail, either.Token);
    }

    private string Text(string code, TimeSpan lifetime)
    {
        var page = options.Value.ResetUrl.Length == 0 ? "" : $"Or open this page: {Link(options.Value.ResetUrl, code)}\r\n\r\n";
        return $"Somebody, probably you, asked for a new password.\r\n\r\nYour code: {code}\r\n\r\n{page}"
            + $"It is good once, for {lifetime.TotalMinutes:0} minutes. If it was not you, do nothing: your password stays as it is.\r\n";
    }
}
