using Lockstep.Runtime.Security;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Utils;

namespace Lockstep.Identity.Mail;

/// <summary>Writes the mail with a code, and gives it to the SMTP server.</summary>
internal sealed class ResetMail(IOptions<MailOptions> options, ISecrets secrets, TimeProvider clock)
{
    public const string PasswordName = "mail.password";

    /// <summary>Returns when the server has taken the mail. Whatever else is thrown, it could not be reached or would not take it.</summary>
    /// <exception cref="OperationCanceledException">It took too long, or the process stops.</exception>
    /// <exception cref="ParseException">The address can't be written into a mail.</exception>
    public async Task SendAsync(string email, string code, TimeSpan lifetime, CancellationToken ct)
    {
        using var mail = Write(email, code, lifetime);

        // The client's own timeout is for each of its steps.
        using var patience = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        using var client = new MailClient();
        var security = options.Value.StartTls ? SecureSocketOptions.StartTls : SecureSocketOptions.None;
        await client.ConnectAsync(options.Value.Host, options.Value.Port, security, either.Token);
        if (options.Value.User.Length > 0)
        {
            await client.AuthenticateAsync(options.Value.User, await secrets.FindAsync(PasswordName, either.Token) ?? "", either.Token);
        }

        await client.SendAsync(mail, either.Token);
        await client.DisconnectAsync(quit: true, either.Token);
    }

    /// <summary>The mail, to one address and no other: what else stands in <paramref name="email"/> is refused, not written into its head.</summary>
    public MimeMessage Write(string email, string code, TimeSpan lifetime)
    {
        var from = MailboxAddress.Parse(options.Value.From);
        var text = new TextPart("plain") { Text = Text(code, lifetime) };
        return new MimeMessage([from], [new MailboxAddress("", email)], "Your code for a new Lockstep password", text)
        {
            Date = clock.GetUtcNow(),
            MessageId = MimeUtils.GenerateMessageId(from.Domain),
        };
    }

    private string Text(string code, TimeSpan lifetime)
    {
        var page = options.Value.ResetUrl.Length == 0 ? "" : $"Or open this page: {ResetLink.Of(options.Value.ResetUrl, code)}\r\n\r\n";
        return $"Somebody, probably you, asked for a new password.\r\n\r\nYour code: {code}\r\n\r\n{page}"
            + $"It is good once, for {lifetime.TotalMinutes:0} minutes. If it was not you, do nothing: your password stays as it is.\r\n";
    }
}
