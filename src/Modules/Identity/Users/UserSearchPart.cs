using Lockstep.Contracts.Search;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.Users;

/// <summary>
/// Users in the search over all kinds: by their id, their address and the words of both. There is no index of their words: whoever signs
/// in is looked through one by one, which are few next to the records.
/// </summary>
internal sealed class UserSearchPart(IdentityDatabase database) : ISearchPart
{
    private const string Escape = "\\";

    public string Kind => UserTable.Kind;

    public IReadOnlyList<string> Permissions { get; } = [Contracts.Access.Permissions.UsersRead];

    public string? OwnPermission => null;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuestion question, CancellationToken ct)
    {
        var (rank, key) = (new SearchRank(question.Text), TextRules.Fold(question.Text.Trim())!);
        var users = await database.Store.AskAsync(
            reader => reader.QueryAsync(
                SqlFor(reader.Dialect), UserAccount.Read, rank.Id ?? 0, key, SqlValue.List(WordsOf(key).Select(word => $"%{word}%")),
                $"{Escaped(key)}%", question.Limit),
            ct);
        return
        [
            .. users.Select(user => new SearchHit(
                user.Id,
                rank.Of(user.Id, string.Equals(TextRules.Fold(user.Email), key, StringComparison.Ordinal), [user.Name, user.Email]),
                UserTable.ToJson(user))),
        ];
    }

    private static string SqlFor(SqlDialect dialect) => $"""
        select {UserAccount.Columns} from users u where u.id = $1 or u.email_key = $2 or not exists
          (select 1 from ({dialect.Texts("$3")}) word where u.name_key || ' ' || u.email_key not like word.value escape '{Escape}')
        order by case when u.id = $1 or u.email_key = $2 then 0
          when u.name_key like $4 escape '{Escape}' or u.email_key like $4 escape '{Escape}' then 1 else 2 end, u.id desc
        limit $5
        """;

    private static IEnumerable<string> WordsOf(string key) =>
        key.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Select(Escaped);

    /// <summary>With what <c>like</c> would take for a wildcard made plain.</summary>
    private static string Escaped(string text) => text.Replace(Escape, Escape + Escape, StringComparison.Ordinal)
        .Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal);
}
