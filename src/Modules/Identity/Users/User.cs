using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Users;

/// <summary>Somebody who signs in, as the table has it.</summary>
internal sealed record User(
    long Id, string Email, string Name, string PasswordHash, IReadOnlyList<string> Roles, bool Disabled, long TokenVersion)
{
    private const string Prefix = "user:";

    /// <summary>The columns of <see cref="Read"/>, from a table with the alias <c>u</c>.</summary>
    public const string Columns = "u.id, u.email, u.name, u.password_hash, u.roles, u.disabled, u.token_version";

    /// <summary>How tokens, histories and logs name this user.</summary>
    public string Subject => $"{Prefix}{Id}";

    /// <summary>The id in a subject, or null when that is not a user but, say, an API client.</summary>
    public static long? IdOf(string subject) =>
        subject.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(subject.AsSpan(Prefix.Length), System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? id
            : null;

    public static User Read(Row row) => new(
        row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4).Split(',', StringSplitOptions.RemoveEmptyEntries), row.Int64(5) != 0, row.Int64(6));

    public static ValueTask<User?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {Columns} from users u where u.id = $1", Read, id);
}
