using Lockstep.Runtime;
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

    /// <summary>The figure of how long the oldest of those has waited.</summary>
    public const string Oldest = "lockstep_ticket_mail_aside_age_seconds";

    // A pile that nobody looks at must not cost more each time it is counted.
    private const int CountMax = 100_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private readonly SupportDatabase _database;
    private readonly ILogger _logger;
    private readonly Pile _came = new("incoming_mails", "begun_at");
    private readonly Pile _goes = new("outgoing_mails", "at");
    private readonly Pile _waits = new("outgoing_mails", "at", "waiting");

    public MailBacklog(SupportDatabase database, LockstepMeter meter, ILogger<MailBacklog> logger)
    {
        (_database, _logger) = (database, logger);
        foreach (var (way, aside) in new[] { ("incoming", _came), ("outgoing", _goes) })
        {
            Show(meter, Aside, "{mail}", "Mails that were put aside for people to look at, 100,000 at most", () => aside.Count, way);
            Show(meter, Oldest, "s", "How long the oldest of them has waited", () => aside.Age(database.Clock), way);
        }

        Show(meter, Waiting, "{mail}", "Answers that wait to be sent, 100,000 at most", () => _waits.Count, "outgoing");
    }

    /// <summary>Counts now.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        foreach (var pile in new[] { _came, _goes, _waits })
        {
            await _database.Store.ReadAsync(pile.LookAsync, ct);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        LookAsync, error => NotCounted(_logger, error.Message), new Pause(Interval, _database.Clock), stoppingToken);

    private static void Show(LockstepMeter meter, string name, string unit, string help, Func<long> read, string way) =>
        meter.Gauge(name, unit, help, read, [("module", SupportDatabase.Name), ("way", way)]);

    [LoggerMessage(7026, LogLevel.Warning, "the mail of tickets could not be counted ({Reason}); counted again later")]
    private static partial void NotCounted(ILogger logger, string reason);

    /// <summary>The mails of a table that are in one state.</summary>
    private sealed class Pile(string table, string since, string state = "aside")
    {
        private long _count;
        private long _oldest;

        public long Count => Volatile.Read(ref _count);

        /// <summary>The age of the oldest in seconds; 0 when there is none.</summary>
        public long Age(TimeProvider clock) => Volatile.Read(ref _oldest) is > 0 and var oldest
            ? Math.Max(0, (clock.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1_000)
            : 0;

        public async ValueTask<bool> LookAsync(IReader reader)
        {
            var (count, oldest) = await reader.FirstAsync(
                $"select count(*), min({since}) from (select {since} from {table} where state = $1 order by id limit $2) as pile",
                static row => (row.Int64(0), row.InstantOrNull(1)), state, CountMax);
            Volatile.Write(ref _count, count);
            Volatile.Write(ref _oldest, oldest?.ToUnixTimeMilliseconds() ?? 0);
            return true;
        }
    }
}
