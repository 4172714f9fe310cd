using Lockstep.Runtime.Security;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Utils;

namespace Lockstep.Runtime.Mail;

/// <summary>Gives mail to the SMTP server: the one sender of all mail.</summary>
public sealed partial class MailServer(
    IOptions<MailOptions> options, ISecrets secrets, TimeProvider clock, ILogger<MailServer> logger)
{
    /// <summary>The secret that signs in at the server.</summary>
    public const string PasswordName = "mail.password";

    /// <summary>Whether this installation sends mail at all.</summary>
    public bool IsOn => options.Value.IsOn;

    /// <summary>Whether the server has taken the mail, after some tries; if not, the log says why.</summary>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    public async Task<bool> TrySendAsync(Letter letter, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var mail = Write(letter, options.Value.From, clock.GetUtcNow());
                await SendAsync(mail, options.Value.Timeout, ct);
                return true;
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                if (attempt >= options.Value.Attempts || error is ParseException)
                {
                    Failed(logger, letter.About, ReasonOf(error));
                    return false;
                }
            }

            await Task.Delay(options.Value.RetryDelay, clock, ct);
        }
    }

    /// <summary>The mail, to one address and no other: what else stands in the address is refused, not written into the head.</summary>
    /// <exception cref="ParseException">The address is none.</exception>
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

    /// <summary>Returns when the server has taken the mail, and tries once.</summary>
    /// <param name="mail">The mail, with its sender and to whom it goes.</param>
    /// <param name="within">How long it may take at most; never longer than <see cref="MailOptions.Timeout"/>.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="MailOutcomeException">
    /// The connection broke or the time ran out behind its opening: it may be on its way.
    /// </exception>
    /// <exception cref="Exception">The server could not be reached, or would not take it.</exception>
    public async Task SendAsync(MimeMessage mail, TimeSpan within, CancellationToken ct)
    {
        // The client's own timeout is for each of its steps.
        using var patience = new CancellationTokenSource(within < options.Value.Timeout ? within : options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        using var client = new SecludedSmtpClient();
        var security = options.Value.StartTls ? SecureSocketOptions.StartTls : SecureSocketOptions.None;
        await client.ConnectAsync(options.Value.Host, options.Value.Port, security, either.Token);
        if (options.Value.User.Length > 0)
        {
            await client.AuthenticateAsync(options.Value.User, await secrets.FindAsync(PasswordName, either.Token) ?? "", either.Token);
        }

        try
        {
            await client.SendAsync(mail, either.Token);
        }
        catch (Exception error) when (IsUnanswered(error) && !ct.IsCancellationRequested)
        {
            throw new MailOutcomeException(error);
        }

        // The server has taken the mail by now: that it is slow to say good-bye must not have it sent once more.
        await client.DisconnectAsync(quit: true, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static bool IsUnanswered(Exception error) =>
        error is OperationCanceledException or IOException or SmtpProtocolException or ServiceNotConnectedException;

    /// <summary>Why an attempt failed, in one line; what servers and certificates say has several.</summary>
    public string ReasonOf(Exception error) => error is OperationCanceledException
        ? $"it took longer than {options.Value.Timeout}"
        : string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [LoggerMessage(4024, LogLevel.Warning, "a mail about {Subject} could not be sent: {Reason}")]
    private static partial void Failed(ILogger logger, string subject, string reason);
}
