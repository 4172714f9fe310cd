using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Passwords;

/// <summary>The codes that set a password: one for each user, a newer one replaces it, and its use uses it up.</summary>
internal sealed class ResetCodes(IdentityDatabase database, IOptions<ResetOptions> options)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static FutureRule Future { get; } = new(
        IdentityDatabase.Name, FutureRule.Skew, "update reset_codes set mails = 0, mails_since = $1 where mails_since > $2");

    /// <summary>A code that an admin hands over.</summary>
    public ValueTask<IssuedCode> IssueByHandAsync(ITransaction transaction, long user) =>
        IssueAsync(transaction, user, options.Value.HandLifetime);

    /// <summary>A code that goes out by mail; null when the user got enough of them lately.</summary>
    public async ValueTask<IssuedCode?> IssueByMailAsync(ITransaction transaction, long user)
    {
        var now = database.Clock.GetUtcNow();
        var (mails, since) = await transaction.FirstAsync(
            "select mails, mails_since from reset_codes where user_id = $1", static row => (row.Int64(0), row.Instant(1)), user);
        if (mails > 0 && now - since >= Hour)
        {
            mails = 0;
        }

        if (mails >= options.Value.MailsPerHour)
        {
            return null;
        }

        // Behind the limit: a new code ends the one before, so whoever asks in the name of another could else end every code that is
        // on its way.
        var code = await IssueAsync(transaction, user, options.Value.MailLifetime);
        await transaction.ExecuteAsync(
            "update reset_codes set mails = $2, mails_since = $3 where user_id = $1", user, mails + 1, mails == 0 ? now : since);
        return code;
    }

    /// <summary>The user whose password a code sets; null when the code is not known, used, replaced or expired.</summary>
    public ValueTask<UserAccount?> FindAsync(IReader reader, OneTimeCode code) => reader.FirstAsync(
        $"select {UserAccount.Columns} from reset_codes c join users u on u.id = c.user_id "
            + "where c.hash = $1 and c.expires_at > $2 and u.disabled = 0",
        UserAccount.Read, code.Hash, database.Clock.GetUtcNow());

    /// <summary>
    /// The same for the write that uses the code: of two at the same moment the second finds it used. Whoever writes codes of a user holds
    /// the user's row.
    /// </summary>
    public async ValueTask<UserAccount?> FindForUpdateAsync(ITransaction transaction, OneTimeCode code) =>
        await FindAsync(transaction, code) is { } seen && await UserAccount.FindForUpdateAsync(transaction, seen.Id) is not null
            ? await FindAsync(transaction, code)
            : null;

    /// <summary>Takes a user's code out of use; how many mails the user got stays.</summary>
    public static async ValueTask UseUpAsync(ITransaction transaction, long user) =>
        await transaction.ExecuteAsync("update reset_codes set hash = null where user_id = $1", user);

    private async ValueTask<IssuedCode> IssueAsync(ITransaction transaction, long user, TimeSpan lifetime)
    {
        var code = OneTimeCode.Create();
        var expiresAt = database.Clock.GetUtcNow() + lifetime;
        await transaction.ExecuteAsync(
            """
            insert into reset_codes (user_id, hash, expires_at, mails, mails_since) values ($1, $2, $3, 0, 0)
            on conflict (user_id) do update set hash = excluded.hash, expires_at = excluded.expires_at
            """,
            user, code.Hash, expiresAt);
        return new IssuedCode(code.Text, expiresAt);
    }
}
