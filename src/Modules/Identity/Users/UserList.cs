using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using UserRecord = Lockstep.Contracts.Users.User;

namespace Lockstep.Identity.Users;

/// <summary>How users can be listed.</summary>
internal static class UserList
{
    public static readonly ListSpec<UserRecord> Spec = new()
    {
        Table = "users",
        Columns = UserAccount.Columns.Replace("u.", "", StringComparison.Ordinal),
        Read = row => UserAccount.Read(row).ToRecord(),
        Id = user => user.Id,
        SearchTable = UserSearchTexts.Table,
        Renewals = static () => UserSearchTexts.Renewals,
        Sorts = new Dictionary<string, ListSort<UserRecord>>(StringComparer.Ordinal)
        {
            ["email"] = new("email_key", user => Email.Key(user.Email)!, IsNumber: false),
            ["name"] = new("name_key", user => TextRules.Fold(user.Name)!, IsNumber: false),
            ["updatedAt"] = new("updated_at", user => ListSort.Instant(user.UpdatedAt), IsNumber: true),
        },
        Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
        {
            // The inner select walks the index of the roles, never the rows.
            ["role"] = new(
                "id in (select id from users where ',' || roles || ',' like {0})",
                text => Permissions.Roles.Contains(text, StringComparer.Ordinal) ? (SqlValue?)$"%,{text},%" : null,
                "one of " + string.Join(", ", Permissions.Roles)),
            ["email"] = ListFilter.Email("email_key"),
            ["disabled"] = new("disabled = {0}", text => text is "true" or "false" ? (SqlValue?)(text is "true") : null, "true or false"),
        },
    };
}
