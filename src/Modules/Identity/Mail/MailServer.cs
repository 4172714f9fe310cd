using Lockstep.Identity.Schema;
using Lockstep.Runtime.Security;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Utils;

namespace Lockstep.Identity.Mail;

/// <summary>Gives mail to the SMTP server.</summary>
internal sealed partial class MailServer(
    IOptions<MailOptions> options, ISecrets secrets, IdentityDatabase database, ILogger<MailServer> logger)
{
    public const string PasswordName = "mail.password";

    /// <summary>Whether the server has taken the mail, after some tries; if not, the log says why.</summary>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    public async Task<bool> TrySendAsync(Letter letter, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SendAsync(letter, ct);
                return true;
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                if (attempt >= options.Value.Attempts || error is ParseException)
                {
                    Failed(logger, letter.About, Reason(error));
                    return false;
                }
            }

            await Task.Delay(options.Value.RetryDelay, database.Clock, ct);
        }
    }

    /// <summary>The mail, to one address and no other: what else stands in the address is refused, not written into the head.</summary>
    public static MimeMessage Write(Letter letter, string sender, DateTimeOffset now)
    {
        var from = MailboxAddress.Parse(sender);
        var text = new TextPart("plain") { Text = letter.Text };
        return new MimeMessage([from], [new MailboxAddress("", letter.Address)], letter.Subject, text)
        {
            Date = now,
            MessageId = MimeUtils.GenerateMessageId(from.Domain),
        };
    }

    /// <summary>
    /// Returns when the server has taken the mail. Whatever else is thrown, it could not be reached or would not take it.
    /// </summary>
    private async Task SendAsync(Letter letter, CancellationToken ct)
    {
        using var mail = Write(letter, options.Value.From, database.Clock.GetUtcNow());

        // The client's own timeout is for each of its steps.
        using var patience = new CancellationTokenSource(options.Value.Timeout, database.Clock);
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

    /// <summary>In one line; what servers and certificates say has several.</summary>
    private string Reason(Exception error) => error is OperationCanceledException
        ? $"it took longer than {options.Value.Timeout}"
        : string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [LoggerMessage(4024, LogLevel.Warning, "a mail about {Subject} could not be sent: {Reason}")]
    private static partial void Failed(ILogger logger, string subject, string reason);
}
