using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Mail;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Comments;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Lockstep.Support.MailOut;

/// <summary>
/// Sends the answers that were noted down with their comments: at least once each, and one that can't be sent keeps none waiting. One
/// process at a time, held by a lease.
/// </summary>
internal sealed partial class MailSender(
    SupportDatabase database, AnswerMail answers, MailServer server, ThreadKey key, ICustomerDirectory customers, Instance instance,
    IOptions<LeaseOptions> leases, IOptions<TicketMailOptions> options, ILogger<MailSender> logger) : BackgroundService
{
    private const int ThreadMax = 20;
    private const int RefusedForGood = 500;

    /// <summary>How often a mail goes out whose answer does not come: each of them may have arrived.</summary>
    private const int UnansweredMax = 2;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>With less of the lease left no sending begins.</summary>
    private static readonly TimeSpan LeftMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);
    private readonly LeaseHolder _lease = new(database.Store, "ticket-mail-out", instance.Name, leases.Value, database.Clock);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The work ends first: given back under it, the lease would let another process send the same mail.
        await base.StopAsync(cancellationToken);
        await _lease.ReleaseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (answers.IsOn && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendNextAsync(stoppingToken);
            }
            catch (LeaseLostException lost)
            {
                _lease.Lost(lost.Token);
                Fenced(logger, lost.Message);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(logger, error.Message);
                await Task.Delay(LookInterval, database.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendNextAsync(CancellationToken ct)
    {
        var (lease, _) = await _lease.HoldAsync(ct);
        var now = database.Clock.GetUtcNow();
        if (lease.Left > LeftMin && await database.Store.AskAsync(reader => OutgoingMails.FindDueAsync(reader, now), ct) is { } mail)
        {
            await SendAsync(lease, mail, ct);
            return;
        }

        var next = await database.Store.AskAsync(OutgoingMails.NextDueAsync, ct);
        var pause = next is { } due && due - now < LookInterval ? due - now : LookInterval;

        // One that became due meanwhile, or that waits for a lease with more time left, is looked for again soon, not at once for ever.
        pause = pause > PauseMin ? pause : PauseMin;
        await database.Store.Signals.On(OutgoingMails.Topic).WaitAsync(Least(pause, _lease.Renewal), database.Clock, ct);
    }

    /// <summary>
    /// Sends before marking. The other order loses the mail if we die in between; this one repeats it, under the same id.
    /// </summary>
    private async Task SendAsync(Lease lease, OutgoingMail mail, CancellationToken ct)
    {
        var (found, thread) = await ReadAsync(mail, ct);
        if (found is not var (ticket, comment))
        {
            await EndAsync(lease, mail, OutgoingMails.Skipped, "the comment is gone", ct);
            return;
        }

        if (await AddressAsync(ticket, ct) is not { } address)
        {
            await EndAsync(lease, mail, OutgoingMails.Skipped,
                "there is no address to write to: no requester, and no customer with a confirmed one", ct);
            return;
        }

        try
        {
            using var letter = TicketLetter.Write(
                ticket, mail.MadeOn, comment, address, options.Value.Address, thread, await key.TokensAsync(ct),
                    database.Clock.GetUtcNow());

            // Never longer than the lease lasts: by then another process may be at it.
            await server.SendAsync(letter, lease.Left > LeftMin ? lease.Left : LeftMin, ct);
        }
        catch (Exception error) when (error is not StoreException && !ct.IsCancellationRequested)
        {
            // Whatever it was, it keeps no other mail waiting; only an outage of our own store is no attempt of it.
            await PutOffAsync(lease, mail, error, ct);
            return;
        }

        await EndAsync(lease, mail, OutgoingMails.Sent, null, ct);
        Sent(logger, mail.CommentId, ticket.Id);
    }

    private async Task<((Ticket Ticket, TicketComment Comment)? Found, MailThread Thread)> ReadAsync(OutgoingMail mail,
        CancellationToken ct) =>
        await database.Store.ReadAsync<((Ticket, TicketComment)?, MailThread)>(
            async reader =>
            {
                // After a merge the comment is another ticket's than when it was made.
                var comment = await CommentTable.FindAsync(reader, mail.CommentId);
                var ticket = comment is { Visibility: CommentRules.Public } ? await TicketRecord.Table.FindAsync(reader, comment.TicketId)
                    : null;
                return ticket is null
                    ? (null, new MailThread([], []))
                    : ((ticket, comment!), new MailThread(
                        await IncomingMails.ListIdsAsync(reader, ticket.Id, ThreadMax),
                        await OutgoingMails.ListSentAsync(reader, ticket.Id, mail.Id, ThreadMax)));
            },
            ct);

    /// <summary>Who asked by mail gets the answer there; else the customer does, at the address that it confirmed.</summary>
    private async Task<string?> AddressAsync(Ticket ticket, CancellationToken ct)
    {
        if (ticket.Requester is { } requester || ticket.CustomerId is not { } id)
        {
            return ticket.Requester;
        }

        return (await customers.ReadAsync([id], ct)).GetValueOrDefault(id) is { Email: { } email, EmailUnconfirmed: not true } ? email
            : null;
    }

    private Task EndAsync(Lease lease, OutgoingMail mail, string state, string? reason, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            await OutgoingMails.EndAsync(transaction, mail, state, reason);
            return true;
        },
        ct);

    private async Task PutOffAsync(Lease lease, OutgoingMail mail, Exception error, CancellationToken ct)
    {
        var reason = server.ReasonOf(error);
        var most = error is MailOutcomeException ? Math.Min(UnansweredMax, options.Value.SendAttempts) : options.Value.SendAttempts;
        if (IsFinal(error) || mail.Attempts + 1 >= most)
        {
            await EndAsync(lease, mail, OutgoingMails.Aside, reason, ct);
            PutAside(logger, mail.CommentId, mail.TicketId, reason);
            return;
        }

        var pause = options.Value.PauseAfter(mail.Attempts);
        await database.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                await OutgoingMails.PutOffAsync(transaction, mail, reason, database.Clock.GetUtcNow() + pause);
                return true;
            },
            ct);
        NotSent(logger, mail.CommentId, mail.TicketId, reason, pause);
    }

    /// <summary>Whether a repeat changes nothing: the server will not have this mail, or its address is none.</summary>
    private static bool IsFinal(Exception error) => error is ParseException
        || (error is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted } refused
            && (int)refused.StatusCode >= RefusedForGood);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(7021, LogLevel.Information, "comment {Comment} of ticket {Ticket} went out by mail")]
    private static partial void Sent(ILogger logger, long comment, long ticket);

    [LoggerMessage(7022, LogLevel.Warning,
        "comment {Comment} of ticket {Ticket} could not be sent by mail ({Reason}); it is tried again in {Pause}")]
    private static partial void NotSent(ILogger logger, long comment, long ticket, string reason, TimeSpan pause);

    [LoggerMessage(7023, LogLevel.Error,
        "comment {Comment} of ticket {Ticket} can't be sent by mail ({Reason}); it is put aside, the others go on")]
    private static partial void PutAside(ILogger logger, long comment, long ticket, string reason);

    [LoggerMessage(7024, LogLevel.Warning, "another process sends the mail of tickets by now ({Reason})")]
    private static partial void Fenced(ILogger logger, string reason);

    [LoggerMessage(7025, LogLevel.Warning, "the mail of tickets could not be looked after ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);
}
