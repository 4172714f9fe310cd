using System.Globalization;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Mail;
using Lockstep.Support.Mail;
using Lockstep.Support.MailIn.Reading;
using Lockstep.Support.Schema;
using MailKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.MailIn;

/// <summary>
/// One look into the box: what came is taken in, one mail after the other in the order of their numbers, and what was decided is put
/// where it belongs. A mail that can't be taken in is put aside, and the others go on; an outage ends the look, and the next one begins
/// where it stopped.
/// </summary>
internal sealed partial class MailRound(
    SupportDatabase database, MailIntake intake, MailAttempts attempts, ThreadKey key, IOptions<TicketMailOptions> options,
    ILogger<MailRound> logger)
{
    private const string Keyword = "$LockstepTaken";
    private const int BatchMax = 100;

    private string Folder => $"{options.Value.ImapUser}@{options.Value.ImapHost}/{options.Value.Folder}";

    /// <summary>
    /// Once for each connection: what lay where the numbers were others, or in another folder, can't be put anywhere any more.
    /// </summary>
    public Task BeginAsync(ImapBox box, CancellationToken ct) =>
        database.Store.WriteAsync(transaction => IncomingMails.ForgetPlacesAsync(transaction, Folder, box.Validity), ct);

    /// <summary>Looks into the box.</summary>
    /// <param name="box">The open folder.</param>
    /// <param name="holder">Holds the lease of the box; each commit checks it.</param>
    /// <param name="ct">Ends the look between two mails.</param>
    public async Task RunAsync(ImapBox box, LeaseHolder holder, CancellationToken ct)
    {
        // A key that can't be opened is no mail's fault: the look ends before one is begun.
        await key.TokensAsync(ct);
        var last = await database.Store.AskAsync(reader => IncomingMails.LastAsync(reader, Folder, box.Validity), ct);
        await GoBackAsync(box, holder, last, ct);
        await TryFileAsync(box, ct);
        IReadOnlyList<ListedMail> listed;
        do
        {
            listed = await box.ListAsync(last, BatchMax, ct);
            foreach (var mail in listed)
            {
                await TakeAsync(box, holder, mail, ct);
                last = mail.Uid;
            }

            await TryFileAsync(box, ct);
        }
        while (listed.Count == BatchMax);
    }

    /// <summary>
    /// A box in which nothing can be marked or moved is read all the same: what is not filed yet is filed at a later look.
    /// </summary>
    private async Task TryFileAsync(ImapBox box, CancellationToken ct)
    {
        try
        {
            await FileAsync(box, ct);
        }
        catch (Exception error) when (error is CommandException or FolderNotFoundException)
        {
            NotFiled(logger, error.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>
    /// What people want tried again, and what was begun where this look does not come any more, so that nothing stays begun for ever.
    /// </summary>
    private async Task GoBackAsync(ImapBox box, LeaseHolder holder, long last, CancellationToken ct)
    {
        var open = await database.Store.AskAsync(
            reader => IncomingMails.ListOpenAsync(reader, new MailPlace(Folder, box.Validity, last), BatchMax), ct);
        foreach (var (id, place, isWanted) in open)
        {
            var isHere = string.Equals(place.Folder, Folder, StringComparison.Ordinal);
            var found = isHere && place.Validity == box.Validity ? await box.FindAsync(place.Uid, ct) : null;
            if (found is not null)
            {
                await TakeAsync(box, holder, place, found, isRepeat: true, ct);
                continue;
            }

            var (lease, _) = await holder.HoldAsync(ct);
            var turn = new MailTurn(id, place, database.Clock.GetUtcNow(), lease, IsRepeat: true);
            Tell(id, !isHere
                ? await intake.PutAsideAsync(turn, $"it lies in {place.Folder}, which is read no more (Support:Mail:Folder)", ct)
                : isWanted ? await intake.PutAsideAsync(turn, "it is in the box no more", ct)
                : await intake.PassOverAsync(turn, "it is in the box no more under this number", ct));
        }
    }

    private async Task TakeAsync(ImapBox box, LeaseHolder holder, ListedMail mail, CancellationToken ct)
    {
        var place = new MailPlace(Folder, box.Validity, mail.Uid);
        if (mail.ArrivedAt < options.Value.TakenSince)
        {
            var (lease, _) = await holder.HoldAsync(ct);
            await database.Store.WriteAsync(
                async transaction =>
                {
                    await lease.CheckAsync(transaction);
                    await IncomingMails.AdvanceAsync(transaction, place);
                    return true;
                },
                ct);
        }
        else
        {
            await TakeAsync(box, holder, place, mail, isRepeat: false, ct);
        }
    }

    private async Task TakeAsync(
        ImapBox box, LeaseHolder holder, MailPlace place, ListedMail mail, bool isRepeat, CancellationToken ct)
    {
        if (await attempts.BeginAsync(box, holder, place, mail.ArrivedAt, isRepeat, ct) is { } begun)
        {
            Tell(begun.Turn.Id, await attempts.RunAsync(begun, () => DecideAsync(box, holder, begun, mail.Size, ct)));
        }
    }

    private async Task<MailNote?> DecideAsync(ImapBox box, LeaseHolder holder, BegunTurn begun, long size, CancellationToken ct)
    {
        var reason = begun.Attempts > MailAttempts.Max
            ? $"its reading began {MailAttempts.Max} times and never came to an end"
            : size > options.Value.SizeMax
                ? string.Create(
                    CultureInfo.InvariantCulture, $"it has {size} bytes, more than {options.Value.SizeMax} (Support:Mail:SizeMax)")
                : null;
        return reason is null ? await ReadAsync(box, holder, begun.Turn, ct) : await intake.PutAsideAsync(begun.Turn, reason, ct);
    }

    private void Tell(long id, MailNote? note)
    {
        switch (note)
        {
            case { State: IncomingMails.Taken, TicketId: { } ticket }:
                Taken(logger, id, ticket);
                break;
            case { State: IncomingMails.Aside }:
                PutAside(logger, id, note.Reason);
                break;
            case { }:
                Ignored(logger, id, note.Reason);
                break;
        }
    }

    private async Task<MailNote?> ReadAsync(ImapBox box, LeaseHolder holder, MailTurn turn, CancellationToken ct)
    {
        if (await FetchAsync(box, holder, turn, ct) is not { } bytes)
        {
            return await intake.PassOverAsync(turn, "it was taken out of the box before it was read", ct);
        }

        ReadMail? mail = null;
        try
        {
            mail = await MailReader.ReadAsync(bytes, options.Value, ct);
            return await intake.TakeAsync(turn, mail, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested && (mail is null || !Outages.Are(error)))
        {
            // Bytes that can't be read are the mail's own fault, whatever the error is; behind that an outage is not, and ends the look.
            return await intake.PutAsideAsync(turn, $"it can't be taken in: {error.Message}", ct);
        }
    }

    /// <summary>A large mail on a slow line may take longer than the lease lasts: it is kept meanwhile.</summary>
    private async Task<byte[]?> FetchAsync(ImapBox box, LeaseHolder holder, MailTurn turn, CancellationToken ct)
    {
        var fetch = box.FetchAsync(turn.Place.Uid, ct);
        while (true)
        {
            try
            {
                return await fetch.WaitAsync(holder.Renewal, database.Clock, ct);
            }
            catch (TimeoutException) when (!fetch.IsFaulted)
            {
                await holder.HoldAsync(ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                throw new NotGivenOutException(turn.Place.Uid, error);
            }
        }
    }

    /// <summary>
    /// Behind the commit, never before it: a mail that was moved and not taken in would be lost. Done again it changes nothing.
    /// </summary>
    private async Task FileAsync(ImapBox box, CancellationToken ct)
    {
        while (await database.Store.AskAsync(reader => IncomingMails.ListUnfiledAsync(reader, Folder, box.Validity, BatchMax),
            ct) is { Count: > 0 } decided)
        {
            var aside = decided.Where(static mail => mail.State is IncomingMails.Aside).Select(static mail => mail.Uid).ToList();
            var done = decided.Where(static mail => mail.State is not IncomingMails.Aside).Select(static mail => mail.Uid).ToList();
            await (aside.Count == 0 ? Task.CompletedTask : box.MarkAsync(aside, Keyword, isFlagged: true, ct));
            await (done.Count == 0 ? Task.CompletedTask
                : options.Value.DoneFolder is { Length: > 0 } folder ? box.MoveAsync(done, folder, ct)
                : box.MarkAsync(done, Keyword, isFlagged: false, ct));
            await database.Store.WriteAsync(transaction => IncomingMails.FiledAsync(transaction, decided.Select(static mail => mail.Id)),
                ct);
        }
    }

    [LoggerMessage(7011, LogLevel.Information, "mail {Id} went into ticket {Ticket}")]
    private static partial void Taken(ILogger logger, long id, long ticket);

    [LoggerMessage(7012, LogLevel.Information, "mail {Id} makes no ticket: {Reason}")]
    private static partial void Ignored(ILogger logger, long id, string? reason);

    [LoggerMessage(7017, LogLevel.Warning,
        "mails that were taken in could not be marked or moved in the box ({Reason}); they are read all the same")]
    private static partial void NotFiled(ILogger logger, string reason);

    [LoggerMessage(7013, LogLevel.Warning, "mail {Id} is put aside ({Reason}); the others go on")]
    private static partial void PutAside(ILogger logger, long id, string? reason);
}
