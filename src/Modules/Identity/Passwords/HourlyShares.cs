using Lockstep.Identity.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Passwords;

/// <summary>What each gets so much of within an hour, from all processes on the database together: see <see cref="SignInLog"/>.</summary>
internal sealed class HourlyShares(IdentityDatabase database, SignInLog log)
{
    /// <summary>
    /// Takes one; false when the share is used up. What is under way in two processes at the same moment is not known to the other.
    /// </summary>
    /// <param name="kind">What of.</param>
    /// <param name="account">Whose; in whatever form.</param>
    /// <param name="from">Whose, as far as it counts by address.</param>
    /// <param name="max">How much each gets.</param>
    /// <exception cref="StoreException">It could not be written down, and is taken all the same.</exception>
    public async Task<bool> TakeAsync(SignInOutcome kind, string account, ClientNetwork from, int max)
    {
        var one = SignInAttempt.Of(kind, account, from);
        if (!log.ShareOf(kind)!.Take(one, max))
        {
            return false;
        }

        // Taken before it is written down: of two at the same moment the other order lets both find the last one.
        await NoteAsync(one);
        return true;
    }

    /// <summary>Takes one at once; whoever does so has it written down before it has an effect.</summary>
    /// <returns>What is to be written down; null when the share is used up.</returns>
    public SignInAttempt? Take(SignInOutcome kind, string account, int max)
    {
        var one = SignInAttempt.Of(kind, account, default);
        return log.ShareOf(kind)!.Take(one, max) ? one : null;
    }

    /// <summary>Writes down that one was taken.</summary>
    public Task NoteAsync(SignInAttempt one) => database.Store.WriteAsync(async transaction =>
    {
        await log.AddAsync(transaction, one);
        return true;
    });
}
