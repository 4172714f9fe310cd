using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Totp;

/// <summary>A secret, sealed, that was shown and not yet proved.</summary>
internal sealed record PendingTotp(UserAccount User, byte[] Secret)
{
    private const string Sql =
        $"select {UserAccount.Columns}, u.totp_pending from users u where u.id = "
            + "$1 and u.totp_pending is not null and u.totp_secret is null";

    /// <summary>The user and the secret that waits for its first code.</summary>
    public static ValueTask<PendingTotp?> FindAsync(IReader reader, long id) => reader.FirstAsync(Sql, Read, id);

    /// <summary>The same for the write that turns the second factor on.</summary>
    public static ValueTask<PendingTotp?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync(Sql, Read, id);

    private static PendingTotp Read(Row row) => new(UserAccount.Read(row), row.Bytes(UserAccount.ColumnCount));
}
