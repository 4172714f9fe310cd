using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Search;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using UserRecord = Lockstep.Contracts.Users.User;

namespace Lockstep.Identity.Users;

/// <summary>Users in the search over all kinds: by their id, their address, how name or address begins, and the words of both.</summary>
internal sealed class UserSearchPart(IdentityDatabase database) : ISearchPart
{
    /// <summary>Behind every text that begins with what stands before it: keys are compared by their code points.</summary>
    private const string Last = "\U0010FFFF";

    private const string ByKey = $"""
        select {UserAccount.Columns} from users u where u.id in (
          select id from users where id = $1 or email_key = $2 or email_key = $5
          union select id from (select id from users where name_key >= $2 and name_key < $3 order by name_key, id desc limit $4) named
          union select id from (select id from users where email_key >= $2 and email_key < $3 order by email_key limit $4) addressed)
        """;

    public string Kind => UserTable.Kind;

    public IReadOnlyList<string> Permissions { get; } = [Contracts.Access.Permissions.UsersRead];

    public string? OwnPermission => null;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuestion question, CancellationToken ct)
    {
        var (rank, key, address) = (new SearchRank(question.Text), TextRules.Fold(question.Text.Trim())!, Email.Key(question.Text)!);
        var users = await database.Store.ReadAsync(
            async reader =>
            {
                var known = await reader.QueryAsync(
                    ByKey, static row => UserAccount.Read(row).ToRecord(), rank.Id ?? 0, key, key + Last, question.Limit, address);

                // Who types a whole address means that one user: its words would find everybody of the domain too.
                return known.Any(IsAddressed) || SearchText.Parts(question.Text) is not { } parts
                    ? known
                    : [.. known, .. await UserList.Spec.FindAsync(reader, parts, question.Limit)];
            },
            ct);
        return
        [
            .. users.DistinctBy(static user => user.Id)
                .Select(user => (User: user, Match: rank.Of(user.Id, IsAddressed(user), [user.Name, user.Email])))
                .OrderBy(static hit => hit.Match).ThenByDescending(static hit => hit.User.Id).Take(question.Limit)
                .Select(static hit => new SearchHit(
                    hit.User.Id, hit.Match, JsonSerializer.SerializeToUtf8Bytes(hit.User, ContractsJson.Wire.User))),
        ];

        bool IsAddressed(UserRecord user) => string.Equals(Email.Key(user.Email), address, StringComparison.Ordinal);
    }
}
