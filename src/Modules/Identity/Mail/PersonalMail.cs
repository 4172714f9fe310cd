using System.Threading.Channels;
using Lockstep.Contracts.Users;
using Lockstep.Runtime.Mail;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Mail;

/// <summary>Mail that other modules have sent, one after the other and behind their backs.</summary>
internal sealed partial class PersonalMail(
    MailServer server, IOptions<PersonalMailOptions> options, TimeProvider clock, ILogger<PersonalMail> logger)
    : BackgroundService, IPersonalMail
{
    private const int MailsPerHour = 5;

    /// <summary>Whoever types addresses of strangers in must not have them flooded with mail.</summary>
    private readonly HourlyShare<string> _causes = new(MailsPerHour, clock);
    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(
        new BoundedChannelOptions(options.Value.QueueMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    public bool IsOn => server.IsOn;

    public bool Send(string onBehalfOf, string address, string subject, string text) =>
        IsOn && _causes.Take(onBehalfOf) && _letters.Writer.TryWrite(new Letter(address, subject, text, onBehalfOf));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var letter in _letters.Reader.ReadAllAsync(stoppingToken))
        {
            if (await server.TrySendAsync(letter, stoppingToken))
            {
                Sent(logger, letter.About);
            }
        }
    }

    [LoggerMessage(4027, LogLevel.Information, "a mail went out on behalf of {Subject}")]
    private static partial void Sent(ILogger logger, string subject);
}
