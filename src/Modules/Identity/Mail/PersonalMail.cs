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
    private const int CausesMax = 10_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Mails, long Since)> _causes = new(StringComparer.Ordinal);
    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(
        new BoundedChannelOptions(options.Value.QueueMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    public bool IsOn => server.IsOn;

    public bool Send(string onBehalfOf, string address, string subject, string text) =>
        IsOn && MaySend(onBehalfOf) && _letters.Writer.TryWrite(new Letter(address, subject, text, onBehalfOf));

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

    /// <summary>Whoever types addresses of strangers in must not have them flooded with mail.</summary>
    private bool MaySend(string cause)
    {
        lock (_gate)
        {
            if (_causes.Count >= CausesMax)
            {
                foreach (var old in _causes.Where(one => clock.GetElapsedTime(one.Value.Since) >= Hour).Select(one => one.Key).ToList())
                {
                    _causes.Remove(old);
                }
            }

            var (mails, since) = _causes.GetValueOrDefault(cause, (0, clock.GetTimestamp()));
            (mails, since) = clock.GetElapsedTime(since) >= Hour ? (0, clock.GetTimestamp()) : (mails, since);
            if (mails >= MailsPerHour || (mails == 0 && _causes.Count >= CausesMax))
            {
                return false;
            }

            _causes[cause] = (mails + 1, since);
            return true;
        }
    }

    [LoggerMessage(4027, LogLevel.Information, "a mail went out on behalf of {Subject}")]
    private static partial void Sent(ILogger logger, string subject);
}
