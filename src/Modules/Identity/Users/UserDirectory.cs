using Lockstep.Contracts.Users;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Users;

/// <summary>Users and their names for other modules, however many in one read.</summary>
internal sealed class UserDirectory(IdentityDatabase database) : IUserDirectory
{
    public async ValueTask<IReadOnlyDictionary<long, UserName>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken ct) =>
        userIds.Count == 0
            ? new Dictionary<long, UserName>()
            : (await database.Store.AskAsync(
                reader => reader.QueryAsync(
                    $"""
                    select id, name, email, case disabled when 0 then roles else '' end from users
                    where {reader.Dialect.InIntegers("id", "$1")}
                    """,
                    static row => new UserName(
                        row.Int64(0), row.Text(1), row.Text(2), row.Text(3).Split(',', StringSplitOptions.RemoveEmptyEntries)),
                    SqlValue.List(userIds)),
                ct)).ToDictionary(static user => user.Id);
}
