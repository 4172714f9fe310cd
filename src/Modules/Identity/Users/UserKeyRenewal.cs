using Lockstep.Identity.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Users;

/// <summary>
/// Folds those addresses of users anew that a schema script noted down. Two users whose addresses are one keep the forms that they have, by
/// which each is found; they are named, and looked at again by the next start.
/// </summary>
internal sealed partial class UserKeyRenewal(IdentityDatabase database, ILogger<UserKeyRenewal> logger)
{
    private const int BatchMax = 500;

    /// <summary>Before the first request: who is there already must be found, or is made twice.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        for (long? after = 0; after is { } from;)
        {
            after = await database.Store.WriteAsync(transaction => RenewAsync(transaction, from), ct);
        }
    }

    private async ValueTask<long?> RenewAsync(ITransaction transaction, long after)
    {
        var ids = await transaction.QueryAsync(
            "select record_id from stale_keys where kind = $1 and record_id > $2 order by record_id limit $3", static row => row.Int64(0),
            UserTable.Kind, after, BatchMax);
        foreach (var id in ids)
        {
            if (await UserAccount.FindForUpdateAsync(transaction, id) is { } user
                && await HolderAsync(transaction, user) is var holder and > 0)
            {
                // Only then: a write that is run again would say it twice.
                transaction.OnCommitted(() => Shared(logger, user.Subject, UserAccount.SubjectOf(holder)));
            }
            else
            {
                await transaction.SendAsync("delete from stale_keys where kind = $1 and record_id = $2", UserTable.Kind, id);
            }
        }

        return ids.Count < BatchMax ? null : ids[^1];
    }

    /// <summary>Gives a user the present form, and 0; or who has it already.</summary>
    private static async ValueTask<long> HolderAsync(ITransaction transaction, UserAccount user)
    {
        var holder = await transaction.FirstAsync(
            "select id from users where email_key = $1 and id <> $2", static row => row.Int64(0), Email.Key(user.Email), user.Id);
        if (holder == 0)
        {
            await transaction.ExecuteAsync("update users set email_key = $2 where id = $1", user.Id, Email.Key(user.Email));
        }

        return holder;
    }

    [LoggerMessage(4029, LogLevel.Warning, "{Subject} and {Other} have one e-mail address in two spellings; give one of them another")]
    private static partial void Shared(ILogger logger, string subject, string other);
}
