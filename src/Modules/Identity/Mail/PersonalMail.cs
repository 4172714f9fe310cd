using System.Threading.Channels;
using Lockstep.Contracts.Users;
using Lockstep.Identity.Passwords;
using Lockstep.Runtime.Mail;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Mail;

/// <summary>Mail that other modules have sent, one after the other and behind their backs.</summary>
internal sealed partial class PersonalMail(
    MailServer server, IOptions<PersonalMailOptions> options, HourlyShares shares, ILogger<PersonalMail> logger)
    : BackgroundService, IPersonalMail
{
    private const int MailsPerHour = 5;

    private readonly Channel<(Letter Letter, SignInAttempt Share)> _letters = Channel.CreateBounded<(Letter, SignInAttempt)>(
        new BoundedChannelOptions(options.Value.QueueMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    public bool IsOn => server.IsOn;

    /// <summary>Whoever types addresses of strangers in must not have them flooded with mail.</summary>
    public bool Send(string onBehalfOf, string address, string subject, string text) =>
        IsOn && shares.Take(SignInOutcome.Mailed, onBehalfOf, MailsPerHour) is { } share
        && _letters.Writer.TryWrite((new Letter(address, subject, text, onBehalfOf), share));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (letter, share) in _letters.Reader.ReadAllAsync(stoppingToken))
        {
            // Before the mail: a crash in between costs one of the share, the other order would give a mail for nothing.
            await NoteAsync(share, letter.About);
            if (await server.TrySendAsync(letter, stoppingToken))
            {
                Sent(logger, letter.About);
            }
        }
    }

    /// <summary>Tells the other processes. That they don't hear of it keeps nobody from getting the mail.</summary>
    private async Task NoteAsync(SignInAttempt share, string about)
    {
        try
        {
            await shares.NoteAsync(share);
        }
        catch (Exception error)
        {
            NotNoted(logger, about, error.Message);
        }
    }

    [LoggerMessage(4027, LogLevel.Information, "a mail went out on behalf of {Subject}")]
    private static partial void Sent(ILogger logger, string subject);

    [LoggerMessage(
        4030, LogLevel.Warning, "other processes do not hear that {Subject} had a mail sent, and may let it have more: {Reason}")]
    private static partial void NotNoted(ILogger logger, string subject, string reason);
}
