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
internal sealed partial class MailRound(SupportDatabase database, MailIntake intake, IOptions<TicketMailOptions> options,
    ILogger<MailRound> logger)
{
    private const string Keyword = "$LockstepTaken";
    private const int BatchMax = 100;

    /// <summary>So often the reading of one mail may end without an end, as when it takes the process with it.</summary>
    private const int AttemptsMax = 10;

    private string Folder => $"{options.Value.ImapUser}@{options.Value.ImapHost}/{options.Value.Folder}";

    /// <summary>Once for each connection: what lay where the numbers were others can't be put anywhere any more.</summary>
    public Task BeginAsync(ImapBox box, CancellationToken ct) =>
        database.Store.WriteAsync(transaction => IncomingMails.ForgetPlacesAsync(transaction, Folder, box.Validity), ct);

    /// <summary>Looks into the box.</summary>
    /// <param name="box">The open folder.</param>
    /// <param name="holder">Holds the lease of the box; each commit checks it.</param>
    /// <param name="ct">Ends the look between two mails.</param>
    public async Task RunAsync(ImapBox box, LeaseHolder holder, CancellationToken ct)
    {
        await RepeatAsync(box, holder, ct);
        await TryFileAsync(box, ct);
        var last = await database.Store.AskAsync(reader => IncomingMails.LastAsync(reader, Folder, box.Validity), ct);
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

    /// <summary>A box in which nothing can be marked or moved is read all the same: what is not filed yet is filed at a later look.</summary>
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

    /// <summary>What people want tried again, as far as it is still there.</summary>
    private async Task RepeatAsync(ImapBox box, LeaseHolder holder, CancellationToken ct)
    {
        foreach (var (_, place) in await database.Store.AskAsync(reader => IncomingMails.ListAgainAsync(reader, Folder, BatchMax), ct))
        {
            var found = place.Validity == box.Validity ? await box.FindAsync(place.Uid, ct) : null;
            var turn = await BeginAsync(holder, place, found?.ArrivedAt ?? database.Clock.GetUtcNow(), isRepeat: true, ct);
            await (turn is null ? Task.CompletedTask
                : found is null ? intake.PutAsideAsync(turn.Value.Turn, "it is in the box no more", ct)
                : TakeAsync(box, holder, turn.Value.Turn, turn.Value.Attempts, found, ct));
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
        else if (await BeginAsync(holder, place, mail.ArrivedAt, isRepeat: false, ct) is var (turn, attempts))
        {
            await TakeAsync(box, holder, turn, attempts, mail, ct);
        }
    }

    /// <summary>
    /// Counts that the reading of a mail begins, before it does: one that ends the process would end the next one too, and so on for ever.
    /// </summary>
    private async Task<(MailTurn Turn, long Attempts)?> BeginAsync(
        LeaseHolder holder, MailPlace place, DateTimeOffset arrivedAt, bool isRepeat, CancellationToken ct)
    {
        var (lease, _) = await holder.HoldAsync(ct);
        var begun = await database.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                var begun = await IncomingMails.BeginAsync(transaction, place, arrivedAt, database.Clock.GetUtcNow());
                await (begun.IsOpen || isRepeat ? ValueTask.CompletedTask : IncomingMails.AdvanceAsync(transaction, place));
                return begun;
            },
            ct);
        return begun.IsOpen ? (new MailTurn(begun.Id, place, arrivedAt, lease, isRepeat), begun.Attempts) : null;
    }

    private async Task TakeAsync(
        ImapBox box, LeaseHolder holder, MailTurn turn, long attempts, ListedMail mail, CancellationToken ct)
    {
        var reason = attempts > AttemptsMax
            ? $"its reading began {AttemptsMax} times and never came to an end"
            : mail.Size > options.Value.SizeMax
                ? string.Create(CultureInfo.InvariantCulture,
                    $"it has {mail.Size} bytes, more than {options.Value.SizeMax} (Support:Mail:SizeMax)")
                : null;
        var note = reason is null ? await ReadAsync(box, holder, turn, ct) : await intake.PutAsideAsync(turn, reason, ct);
        switch (note)
        {
            case { State: IncomingMails.Taken, TicketId: { } ticket }:
                Taken(logger, turn.Id, ticket);
                break;
            case { State: IncomingMails.Aside }:
                PutAside(logger, turn.Id, note.Reason);
                break;
            case { }:
                Ignored(logger, turn.Id, note.Reason);
                break;
        }
    }

    private async Task<MailNote?> ReadAsync(ImapBox box, LeaseHolder holder, MailTurn turn, CancellationToken ct)
    {
        if (await FetchAsync(box, holder, turn, ct) is not { } bytes)
        {
            return await intake.PassOverAsync(turn, "it was taken out of the box before it was read", ct);
        }

        try
        {
            return await intake.TakeAsync(turn, await MailReader.ReadAsync(bytes, options.Value, ct), ct);
        }
        catch (Exception error) when (!Outages.Are(error))
        {
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
            catch (TimeoutException) when (!fetch.IsCompleted)
            {
                await holder.HoldAsync(ct);
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
