using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Support.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Support.Mail;

/// <summary>Counts every so often what waits for people, and what waits to be sent, and tells it at <c>/metrics</c>.</summary>
internal sealed partial class MailBacklog : BackgroundService
{
    /// <summary>The figure of how many mails were put aside.</summary>
    public const string Aside = "lockstep_ticket_mail_aside";

    /// <summary>The figure of how many answers wait to be sent.</summary>
    public const string Waiting = "lockstep_ticket_mail_waiting";

    private const int CountMax = 100_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private readonly SupportDatabase _database;
    private readonly ILogger _logger;
    private long _came;
    private long _goes;
    private long _waits;

    public MailBacklog(SupportDatabase database, LockstepMeter meter, ILogger<MailBacklog> logger)
    {
        (_database, _logger) = (database, logger);
        Show(meter, Aside, "Mails that were put aside for people to look at, 100,000 at most", () => Volatile.Read(ref _came), "incoming");
        Show(meter, Aside, "Mails that were put aside for people to look at, 100,000 at most", () => Volatile.Read(ref _goes), "outgoing");
        Show(meter, Waiting, "Answers that wait to be sent, 100,000 at most", () => Volatile.Read(ref _waits), "outgoing");
    }

    /// <summary>Counts now.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var (came, goes, waits) = await _database.Store.ReadAsync(
            static async reader => (
                await CountAsync(reader, "incoming_mails", "aside"), await CountAsync(reader, "outgoing_mails", "aside"),
                await CountAsync(reader, "outgoing_mails", "waiting")),
            ct);
        Volatile.Write(ref _came, came);
        Volatile.Write(ref _goes, goes);
        Volatile.Write(ref _waits, waits);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (StoreException error)
            {
                NotCounted(_logger, error.Message);
            }

            await Task.Delay(Interval, _database.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static ValueTask<long> CountAsync(IReader reader, string table, string state) => reader.FirstAsync(
        $"select count(*) from (select 1 from {table} where state = $1 limit $2) as some", static row => row.Int64(0), state, CountMax);

    private static void Show(LockstepMeter meter, string name, string help, Func<long> read, string way) =>
        meter.Gauge(name, "{mail}", help, read, [("module", SupportDatabase.Name), ("way", way)]);

    [LoggerMessage(7026, LogLevel.Warning, "the mail of tickets could not be counted ({Reason}); counted again later")]
    private static partial void NotCounted(ILogger logger, string reason);
}
