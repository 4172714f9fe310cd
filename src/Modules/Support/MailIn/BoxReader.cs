using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Mail;
using Lockstep.Runtime.Security;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.MailIn;

/// <summary>Reads the box for as long as the process lives. One process at a time, held by a lease.</summary>
internal sealed partial class BoxReader(
    SupportDatabase database, MailRound round, ISecrets secrets, Instance instance, IOptions<LeaseOptions> leases,
    IOptions<TicketMailOptions> options, ILogger<BoxReader> logger) : BackgroundService
{
    /// <summary>The secret that signs in at the IMAP server.</summary>
    public const string PasswordName = "support.mail-password";

    private readonly LeaseHolder _lease = new(database.Store, "ticket-mail-in", instance.Name, leases.Value, database.Clock);
    private ImapBox? _box;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The work ends first, the lease goes last: given back under it, another process would read the box at the same time.
        await base.StopAsync(cancellationToken);
        Close();
        await _lease.ReleaseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (options.Value.Reads && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                failures = 0;
            }
            catch (LeaseLostException lost)
            {
                // The connection goes with the lease: another process is at the folder by now, and may have moved what was listed here.
                _lease.Lost(lost.Token);
                Close();
                Fenced(logger, lost.Message);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // A connection on which anything went wrong is of no more use.
                Close();
                var longest = options.Value.PollInterval;
                var pause = options.Value.PauseAfter(failures++) is var wanted && wanted < longest ? wanted : longest;
                Failed(logger, error.Message, pause);
                await Task.Delay(pause, database.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        await _lease.HoldAsync(ct);
        if (_box is null)
        {
            _box = await OpenAsync(ct);
            await round.BeginAsync(_box, ct);
        }

        await round.RunAsync(_box, _lease, ct);
        await WaitAsync(_box, ct);
    }

    private async Task<ImapBox> OpenAsync(CancellationToken ct)
    {
        var given = options.Value;
        var password = await secrets.FindAsync(PasswordName, ct) ?? "";
        var settings = new ImapSettings(given.ImapHost, given.ImapPort, given.ImapSecurity, given.ImapUser, password, given.Timeout);
        var box = await ImapBox.OpenAsync(settings, given.Folder, database.Clock, ct);
        Opened(logger, given.Folder);
        return box;
    }

    /// <summary>
    /// Until mail comes, somebody wants one tried again, or it is time to look anyway; never so long that the lease is lost.
    /// </summary>
    private async Task WaitAsync(ImapBox box, CancellationToken ct)
    {
        var pause = options.Value.PollInterval < _lease.Renewal ? options.Value.PollInterval : _lease.Renewal;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task rung = database.Store.Signals.On(IncomingMails.Topic).WaitAsync(pause, database.Clock, ended.Token);
        try
        {
            await (options.Value.Idle && box.CanIdle ? box.WaitAsync(rung, ct) : rung);
        }
        finally
        {
            await ended.CancelAsync();
            await rung.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Close()
    {
        _box?.Dispose();
        _box = null;
    }

    [LoggerMessage(7014, LogLevel.Information, "the folder {Folder} of the box is read")]
    private static partial void Opened(ILogger logger, string folder);

    [LoggerMessage(7015, LogLevel.Warning, "the box could not be read ({Reason}); trying again in {Pause}")]
    private static partial void Failed(ILogger logger, string reason, TimeSpan pause);

    [LoggerMessage(7016, LogLevel.Warning, "another process reads the box by now ({Reason})")]
    private static partial void Fenced(ILogger logger, string reason);
}
