using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Mail;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;

namespace Lockstep.Support.MailIn;

/// <summary>The reading of a mail that was begun.</summary>
/// <param name="Turn">The mail.</param>
/// <param name="Attempts">How often it was begun, this time too.</param>
/// <param name="IsBlamed">Whether it is the mail's own fault when the box does not give it out this time.</param>
internal sealed record BegunTurn(MailTurn Turn, long Attempts, bool IsBlamed);

/// <summary>
/// Counts how often the reading of a mail began, before it does: one that ends the process would end the next one too, and so on for
/// ever. What an outage ends is no attempt: neither one of a store or of another module, nor one of the box, as long as that gives out
/// no other mail either.
/// </summary>
internal sealed class MailAttempts(SupportDatabase database)
{
    /// <summary>So often the reading of one mail may end without an end.</summary>
    public const int Max = 10;

    /// <summary>What the box did not give out the last time.</summary>
    private MailPlace? _refused;

    /// <summary>Whose last attempt was none, which the store could not be told.</summary>
    private MailPlace? _owed;

    /// <summary>Begins; null when it is decided by now what becomes of the mail.</summary>
    /// <exception cref="Exception">The box gives out no other mail either.</exception>
    public async Task<BegunTurn?> BeginAsync(
        ImapBox box, LeaseHolder holder, MailPlace place, DateTimeOffset arrivedAt, bool isRepeat, CancellationToken ct)
    {
        // Asked only about a mail that was refused before: a box that gives out another one is well, so it is this mail's own fault.
        var isBlamed = place == _refused && await box.GivesOutAnotherAsync(place.Uid, ct);
        var (lease, _) = await holder.HoldAsync(ct);
        var begun = await database.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                var begun = await IncomingMails.BeginAsync(transaction, place, arrivedAt, database.Clock.GetUtcNow(), place != _owed);

                // Decided already, because people wanted it tried again: only the place in the folder is left to note.
                await (begun.IsOpen || isRepeat ? ValueTask.CompletedTask : IncomingMails.AdvanceAsync(transaction, place));
                return begun;
            },
            ct);

        // This one was not counted, which makes up for the one that could not be given back.
        _owed = place == _owed ? null : _owed;
        return begun.IsOpen ? new BegunTurn(new MailTurn(begun.Id, place, arrivedAt, lease, isRepeat), begun.Attempts, isBlamed) : null;
    }

    /// <summary>Reads it; when an outage ends that, it does not count.</summary>
    public async Task<MailNote?> RunAsync(BegunTurn begun, Func<Task<MailNote?>> read)
    {
        try
        {
            return await read();
        }
        catch (NotGivenOutException) when (begun.IsBlamed)
        {
            // It stays counted, and is put aside in the end.
            throw;
        }
        catch (Exception error) when (Outages.Are(error))
        {
            _refused = error is NotGivenOutException ? begun.Turn.Place : _refused;
            await GiveBackAsync(begun.Turn);
            throw;
        }
    }

    /// <summary>
    /// Without a look at the lease, which may be what was lost: another process counts its own attempts. Also when this one stops.
    /// </summary>
    private async Task GiveBackAsync(MailTurn turn)
    {
        try
        {
            await database.Store.WriteAsync(
                async transaction =>
                {
                    await IncomingMails.GiveBackAsync(transaction, turn.Id);
                    return true;
                },
                CancellationToken.None);
        }
        catch (StoreException)
        {
            _owed = turn.Place;
        }
    }
}

/// <summary>The mail server listed a mail, and did not give it out.</summary>
internal sealed class NotGivenOutException(long uid, Exception cause)
    : IOException($"mail {uid} of the folder was not given out ({cause.Message.ReplaceLineEndings(" ")})", cause);
