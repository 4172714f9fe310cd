using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Attachments;
using Lockstep.Support.Comments;
using Lockstep.Support.Mail;
using Lockstep.Support.MailIn.Reading;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.MailIn;

/// <summary>A mail that is being taken in.</summary>
/// <param name="Id">Its note.</param>
/// <param name="Place">Where it lies.</param>
/// <param name="ArrivedAt">When it reached the box.</param>
/// <param name="Lease">Under which the box is read.</param>
/// <param name="IsRepeat">Whether people want it tried once more, and the folder was read beyond it before.</param>
internal sealed record MailTurn(long Id, MailPlace Place, DateTimeOffset ArrivedAt, Lease Lease, bool IsRepeat);

/// <summary>
/// Makes of a mail a ticket, a comment or nothing. The effect, what became of the mail and up to where the folder was read are one
/// commit: die before it, and nothing has happened; die behind it, and the mail is known.
/// </summary>
internal sealed class MailIntake(
    SupportDatabase database, TicketWriter tickets, CommentWriter comments, AttachmentWriter attachments, ThreadKey key,
    ICustomerDirectory customers, IOptions<TicketMailOptions> options, IOptions<FileLimits> limits)
{
    private const int SubjectMax = 200;
    private const int KeptTextMax = 65_536;
    private const int ReasonMax = 500;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Takes a mail in.</summary>
    /// <returns>What became of it; null when another one decided before.</returns>
    /// <exception cref="LeaseLostException">Another process reads the box by now; nothing has happened here.</exception>
    public async Task<MailNote?> TakeAsync(MailTurn turn, ReadMail mail, CancellationToken ct)
    {
        // What is asked of others is asked before the write.
        var tokens = await key.TokensAsync(ct);
        var customerId = await CustomerAsync(mail, ct);
        return await DecideAsync(
            turn,
            async transaction => await RefuseAsync(transaction, turn, mail, tokens)
                ?? await WriteAsync(transaction, mail, customerId, tokens, ct),
            mail, ct);
    }

    /// <summary>Puts a mail aside, for people to look at.</summary>
    public Task<MailNote?> PutAsideAsync(MailTurn turn, string reason, CancellationToken ct) =>
        EndAsync(turn, IncomingMails.Aside, reason, ct);

    /// <summary>Leaves a mail alone that is in the box no more.</summary>
    public Task<MailNote?> PassOverAsync(MailTurn turn, string reason, CancellationToken ct) =>
        EndAsync(turn, IncomingMails.Ignored, reason, ct);

    private Task<MailNote?> EndAsync(MailTurn turn, string state, string reason, CancellationToken ct) => DecideAsync(
        turn, _ => ValueTask.FromResult(new MailNote(state) { Reason = Shorten(Printable.Clean(reason), ReasonMax) }), null, ct);

    private Task<MailNote?> DecideAsync(MailTurn turn, Func<ITransaction, ValueTask<MailNote>> decide, ReadMail? mail,
        CancellationToken ct) =>
        database.Store.WriteAsync<MailNote?>(
            async transaction =>
            {
                await turn.Lease.CheckAsync(transaction);

                // Looked at again while it is held: it may be decided by now, as when its sender was erased meanwhile.
                if (await IncomingMails.StateForUpdateAsync(transaction, turn.Id) is not (IncomingMails.Reading or IncomingMails.Again))
                {
                    return null;
                }

                var note = Known(await decide(transaction), mail);
                await IncomingMails.DecideAsync(transaction, turn.Id, note);
                await (turn.IsRepeat ? ValueTask.CompletedTask : IncomingMails.AdvanceAsync(transaction, turn.Place));
                return note;
            },
            ct);

    private static MailNote Known(MailNote note, ReadMail? mail) => mail is null ? note : note with
    {
        Key = mail.Key,
        MessageId = mail.MessageId,
        Sender = mail.Sender,
        SenderKey = Email.Key(mail.Sender),
        Subject = Shorten(mail.Subject, SubjectMax),
        Body = note.State is IncomingMails.Taken or IncomingMails.Aside ? Shorten(mail.WholeText, KeptTextMax) : null,
    };

    /// <summary>Only an address that was confirmed says who somebody is, and only when nobody doubts that the mail is from there.</summary>
    private async Task<long?> CustomerAsync(ReadMail mail, CancellationToken ct) => mail.IsForged || mail.Sender is null
        ? null
        : (await customers.FindAsync([new CustomerKey(null, null, mail.Sender)], ct))[0]?.Id;

    /// <summary>Why a mail makes no ticket; null when it does.</summary>
    private async ValueTask<MailNote?> RefuseAsync(ITransaction transaction, MailTurn turn, ReadMail mail, ThreadTokens tokens)
    {
        // Before the look for machines: such a report is from one, and tells what became of an answer of ours.
        if (mail.Failure is { } failure && tokens.Read(failure.MessageId) is var (ticket, comment))
        {
            await OutgoingMails.ReturnAsync(transaction, comment, failure.Reason);
            return new MailNote(IncomingMails.Ignored) { Reason = "it tells that an answer could not be delivered", TicketId = ticket,
                CommentId = comment };
        }

        if ((mail.Automatic ?? (tokens.Read(mail.MessageId) is null ? null : "it was sent from here")) is { } automatic)
        {
            return new MailNote(IncomingMails.Ignored) { Reason = automatic };
        }

        // The same mail under another number, as after a folder was numbered anew.
        if (await IncomingMails.FindTakenAsync(transaction, mail.Key) is > 0 and var first)
        {
            return new MailNote(IncomingMails.Ignored) { Reason =
                string.Create(CultureInfo.InvariantCulture, $"it is the same as mail {first}") };
        }

        if (mail.Sender is not { } sender)
        {
            return new MailNote(IncomingMails.Aside) { Reason = "it has no sender that an answer could go to" };
        }

        var most = options.Value.SenderMailsPerHour;
        return await IncomingMails.CountAsync(transaction, Email.Key(sender)!, turn.ArrivedAt - Hour, turn.ArrivedAt, most) >= most
            ? new MailNote(IncomingMails.Aside) { Reason =
                $"its sender sent more than {most} within an hour (Support:Mail:SenderMailsPerHour)" }
            : null;
    }

    private async ValueTask<MailNote> WriteAsync(
        ITransaction transaction, ReadMail mail, long? customerId, ThreadTokens tokens, CancellationToken ct)
    {
        // The audit log keeps actors for good: no address is one.
        var work = Work.Of(
            customerId is { } id ? string.Create(CultureInfo.InvariantCulture, $"mail:customer-{id}") : MailIds.UnknownActor, ct);
        if (await MailThreads.FindAsync(transaction, mail, customerId, tokens) is { } thread)
        {
            var draft = DraftOf(mail, await AttachmentTable.CountAsync(transaction, thread.Id));
            var comment = new NewComment { Body = draft.Text, IsPublic = true, IsFromCustomer = true, AuthorName = mail.SenderName };
            var (added, _) = await comments.AddAsync(transaction, work, thread, comment);

            // Else the ticket has all the comments that it can have: the mail becomes one of its own rather than nothing.
            if (added is not null)
            {
                return await AttachAsync(transaction, work, draft, thread.Id, added);
            }
        }

        var first = DraftOf(mail, (0, 0));
        var made = await tickets.CreateAsync(transaction, work, InputOf(mail, first, customerId));
        return made.Record is { } ticket
            ? await AttachAsync(transaction, work, first, ticket.Id, null)
            : new MailNote(IncomingMails.Aside) { Reason = made.Refusal!.ToText() };
    }

    private static TicketInput InputOf(ReadMail mail, MailDraft draft, long? customerId) => new()
    {
        CustomerId = customerId,
        Requester = customerId is null ? mail.Sender : null,
        Subject = Shorten(ThreadTokens.Bare(mail.Subject), SubjectMax) is { Length: > 0 } subject && !Letters.IsBlank(subject) ? subject
            : "(no subject)",
        Description = draft.Text,
    };

    private MailDraft DraftOf(ReadMail mail, (long Count, long Bytes) there) => MailDraft.Of(
        mail, (int)Math.Clamp(limits.Value.CountMax - there.Count, 0, options.Value.FilesMax), limits.Value.BytesMax,
        limits.Value.TotalBytesMax - there.Bytes);

    private async ValueTask<MailNote> AttachAsync(
        ITransaction transaction, Work work, MailDraft draft, long ticketId, TicketComment? comment)
    {
        foreach (var file in draft.Files)
        {
            // Each one makes a version of the ticket, on which the next one rests.
            var now = await TicketRecord.Table.FindForUpdateAsync(transaction, ticketId);
            var (_, refusal) = await attachments.AddAsync(
                transaction, work, now!, new NewAttachment(UploadedFile.Of(file.Name, file.Content), IsPublic: true, comment?.Id));
            if (refusal is not null)
            {
                throw new InvalidOperationException($"a file was refused: {refusal.ToText()}");
            }
        }

        return new MailNote(IncomingMails.Taken) { TicketId = ticketId, CommentId = comment?.Id };
    }

    private static string Shorten(string text, int max) =>
        text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
}
