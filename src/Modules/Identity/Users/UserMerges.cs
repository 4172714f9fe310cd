using Lockstep.Contracts.Customers;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Users;

/// <summary>
/// The users who are a customer that was merged into another: they sign in as that one. Their tokens end, for these name whose records they
/// reach.
/// </summary>
internal sealed class UserMerges(IdentityDatabase database, UserTable users) : IMergePart
{
    private readonly MergeMoves _moves = new(
        database, UserTable.Kind, "users",
        (transaction, id, from, to, actor) => GiveAsync(users, transaction, id, from, to, actor));

    public string Name => "users";

    public Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct) => _moves.FollowAsync(merge, ct);

    public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => _moves.RestoreAsync(merge, ct);

    private static async ValueTask GiveAsync(UserTable users, ITransaction transaction, long id, long from, long to, string actor)
    {
        // Whom somebody has linked with yet another customer since stays with that one.
        if (await UserAccount.FindForUpdateAsync(transaction, id) is { } before && before.CustomerId == from)
        {
            await users.ChangeAsync(transaction, before, before with { CustomerId = to }, actor, endsTokens: true);
        }
    }
}
