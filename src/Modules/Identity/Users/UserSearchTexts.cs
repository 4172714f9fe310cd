using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.Users;

/// <summary>What users are searched by, and its index.</summary>
internal static class UserSearchTexts
{
    public const string Table = "users_search";
    private static readonly TextIndex Index = new("users", new RecordSearch(Table));
    private static int _renewals;

    /// <summary>How often texts were made anew, which no event tells of.</summary>
    public static int Renewals => Volatile.Read(ref _renewals);

    /// <summary>The search text of a user.</summary>
    public static string Of(UserAccount user) => SearchText.Of([(user.Name, false), (user.Email, false)]);

    /// <summary>Puts the text of a new row into the index.</summary>
    public static ValueTask AddAsync(ITransaction transaction, long id) => Index.PutInAsync(transaction, id);

    /// <summary>Writes a user's text, in the write that changed what it is made of.</summary>
    public static async ValueTask SetAsync(ITransaction transaction, UserAccount user)
    {
        // Out by the old text, which must still stand in the row, and in by the new one.
        await Index.TakeOutAsync(transaction, user.Id);
        await transaction.SendAsync("update users set search = $2 where id = $1", user.Id, Of(user));
        await Index.PutInAsync(transaction, user.Id);
    }

    /// <summary>Takes a row out of the index, before it goes.</summary>
    public static ValueTask RemoveAsync(ITransaction transaction, long id) => Index.TakeOutAsync(transaction, id);

    /// <summary>Gives rows the text of the present form.</summary>
    public static ValueTask<long?> RenewAsync(ITransaction transaction, long after, int limit) =>
        RenewAsync(transaction, "u.id > $1", after, limit);

    /// <summary>Gives rows a text that a process of a version before made, which knew of none.</summary>
    public static ValueTask<long?> RenewEmptyAsync(ITransaction transaction, long after, int limit) =>
        RenewAsync(transaction, "u.search = '' and u.id > $1", after, limit);

    private static async ValueTask<long?> RenewAsync(ITransaction transaction, string which, long after, int limit)
    {
        var rows = await transaction.QueryAsync(
            $"select {UserAccount.Columns}, u.search from users u where {which} order by u.id limit $2 {transaction.Dialect.KeepingRows}",
            static row => (User: UserAccount.Read(row), Search: row.Text(UserAccount.ColumnCount)), after, limit);
        foreach (var (user, before) in rows)
        {
            if (!string.Equals(before, Of(user), StringComparison.Ordinal))
            {
                await SetAsync(transaction, user);
            }
        }

        transaction.OnCommitted(static () => Interlocked.Increment(ref _renewals));
        return rows.Count == 0 ? null : rows[^1].User.Id;
    }
}
