using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Systems;
using Lockstep.Contracts.Users;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Outside;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Users;

/// <summary>
/// The one place that writes users: each write keeps the total, the history and the events in step, and ends the tokens that no longer
/// count once it has committed.
/// </summary>
internal sealed class UserTable(IdentityDatabase database, Revocations revocations, SecretSalts salts, IOptions<OidcOptions> oidc)
{
    public const string Kind = "user";
    public const string Admin = "admin";

    private const string OtherAdmin =
        """
        select 1 from users where disabled = 0 and id <> $1 and ',' || roles || ',' like '%,admin,%'
          and (password_hash <> '' or ($2 <> '' and substr(sso_subject, 1, length($2)) = $2)) limit 1
        """;

    /// <summary>
    /// The second form is that of the version before: of two users whose addresses it took for two, each is still found by its own.
    /// </summary>
    private const string ByEmail = $"""
        select {UserAccount.Columns} from users u where u.email_key in ($1, $2)
        order by case when u.email_key = $2 then 0 else 1 end limit 1
        """;

    /// <summary>All users as they are, to be compared with their histories.</summary>
    public static LiveRecords Live { get; } = new(
        Kind,
        static async (reader, after, limit) =>
        [
            .. (await reader.QueryAsync(
                $"select {UserAccount.Columns} from users u where u.id > $1 order by u.id limit $2", UserAccount.Read, after, limit))
                .Select(static user => new ChangedRecord(user.Id, user.Version, user.UpdatedAt, ToJson(user))),
        ])
    {
        Secret = static async (reader, id) => await UserAccount.FindAsync(reader, id) is { } user
            ? new LiveSecret(user.TotpSecret, UserAccount.TotpPurpose(id), user.Credentials)
            : null,
    };

    /// <summary>What the links begin with by which an admin can sign in; empty when there are none.</summary>
    private string LinkStart => oidc.Value.HasSignIn && oidc.Value.MappedRoles.Contains(Admin, StringComparer.Ordinal)
        ? OutsideIdentity.LinkOf(oidc.Value.Issuer, "")
        : "";

    public static string Path(long id) => $"users/{id}";

    public static byte[] ToJson(UserAccount user) => JsonSerializer.SerializeToUtf8Bytes(user.ToRecord(), ContractsJson.Wire.User);

    public static ValueTask<UserAccount?> FindByEmailAsync(IReader reader, string email) =>
        reader.FirstAsync(ByEmail, UserAccount.Read, Email.Key(email), TextRules.Fold(email));

    /// <summary>The same for a write that decides by it.</summary>
    public static ValueTask<UserAccount?> FindByEmailForUpdateAsync(ITransaction transaction, string email) =>
        transaction.FirstForUpdateAsync(ByEmail, UserAccount.Read, Email.Key(email), TextRules.Fold(email));

    /// <summary>Whether this user can let others in: an admin, with a password or by single sign-on as it is configured now.</summary>
    public bool IsActiveAdmin(UserAccount user) => user is { Disabled: false } && user.Roles.Contains(Admin, StringComparer.Ordinal)
        && (user.Hash is not null || (LinkStart.Length > 0 && user.SsoSubject?.StartsWith(LinkStart, StringComparison.Ordinal) is true));

    /// <summary>
    /// Whether somebody else could still let people in if this one could not. One write asks at a time: two admins who are removed at the
    /// same moment would each find the other.
    /// </summary>
    public async ValueTask<bool> HasOtherAdminAsync(ITransaction transaction, long id)
    {
        await transaction.LockAsync("admins");
        return await transaction.FirstAsync(OtherAdmin, static row => row.Int64(0), id, LinkStart) == 1;
    }

    /// <summary>Adds a user; null when somebody has the e-mail address. Its id, version and times are given here.</summary>
    public async ValueTask<UserAccount?> InsertAsync(ITransaction transaction, UserAccount user, string actor)
    {
        var now = database.Clock.GetUtcNow();
        var id = await transaction.FirstAsync(
            """
            insert into users (email, email_key, name, name_key, password_hash, roles, disabled, customer_id, sso_subject, created_at,
              updated_at, password_once, search)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12) on conflict (email_key) do nothing returning id
            """,
            static row => row.Int64(0),
            user.Email, Email.Key(user.Email), user.Name, TextRules.Fold(user.Name), user.PasswordHash, string.Join(',', user.Roles),
            user.Disabled, user.CustomerId, user.SsoSubject, now, user.PasswordOnce, UserSearchTexts.Of(user));
        if (id == 0)
        {
            return null;
        }

        var made = user with { Id = id, TokenVersion = 1, Version = 1, CreatedAt = now, UpdatedAt = now };
        await UserSearchTexts.AddAsync(transaction, id);
        await CountAsync(transaction, 1);
        await NoteAsync<UserCreated>(transaction, ChangeKind.Created, null, made, actor);
        return made;
    }

    /// <summary>Brings a user into a new state.</summary>
    /// <param name="transaction">The commit.</param>
    /// <param name="before">As it was read in this commit.</param>
    /// <param name="after">As it is to be; version, token version and times are set here.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="endsTokens">Whether tokens and sessions of before no longer count.</param>
    public async ValueTask<UserAccount> ChangeAsync(
        ITransaction transaction, UserAccount before, UserAccount after, string actor, bool endsTokens)
    {
        var now = database.Clock.GetUtcNow();
        after = after with { Version = before.Version + 1, TokenVersion = before.TokenVersion + (endsTokens ? 1 : 0), UpdatedAt = now };
        await transaction.ExecuteAsync(
            """
            update users set email = $2, email_key = $3, name = $4, name_key = $5, password_hash = $6, roles = $7,
              disabled = $8, customer_id = $9,
              sso_subject = $10, totp_secret = $11, totp_step = $12, token_version = $13, version = $14, updated_at = $15,
              password_once = $16
            where id = $1
            """,
            after.Id, after.Email, Email.Key(after.Email), after.Name, TextRules.Fold(after.Name), after.PasswordHash,
            string.Join(',', after.Roles), after.Disabled, after.CustomerId, after.SsoSubject, after.TotpSecret, after.TotpStep,
            after.TokenVersion, after.Version, now, after.PasswordOnce);
        if (!string.Equals(UserSearchTexts.Of(before), UserSearchTexts.Of(after), StringComparison.Ordinal))
        {
            await UserSearchTexts.SetAsync(transaction, after);
        }

        await KeepRegistrationAsync(transaction, before, after, now);
        await NoteAsync<UserChanged>(transaction, ChangeKind.Changed, before, after, actor);

        // In the commit that takes the rights away: tokens that end a moment later are good for that moment.
        if (endsTokens)
        {
            await EndedLinks.EndAsync(transaction, before, after.SsoSubject, now);
            await revocations.EndSubjectAsync(transaction, after.Subject, after.TokenVersion);
        }

        return after;
    }

    /// <summary>What became of the user is told to its registration, where there is one.</summary>
    private static async ValueTask KeepRegistrationAsync(
        ITransaction transaction, UserAccount before, UserAccount after, DateTimeOffset now)
    {
        if (!string.Equals(before.Email, after.Email, StringComparison.Ordinal))
        {
            // What a code has shown, it has shown of the old address.
            await transaction.ExecuteAsync("update registrations set proven = 0 where user_id = $1", after.Id);
        }

        if (before.Disabled && !after.Disabled)
        {
            // Whoever has been let in waits no more: a code that is confirmed later must not let them in once more, after they were shut
            // out.
            await transaction.ExecuteAsync(
                "update registrations set state = 'open', due_at = $2 where user_id = $1 and state = 'waiting'", after.Id, now);
        }
    }

    /// <summary>Removes a user with all that would let it in, and leaves a tombstone.</summary>
    public async ValueTask DeleteAsync(ITransaction transaction, UserAccount user, string actor)
    {
        var now = database.Clock.GetUtcNow();
        await transaction.ExecuteAsync("update sessions set revoked_at = $2 where user_id = $1 and revoked_at is null", user.Id, now);
        await transaction.ExecuteAsync("delete from reset_codes where user_id = $1", user.Id);
        await transaction.ExecuteAsync("delete from recovery_codes where user_id = $1", user.Id);
        await transaction.ExecuteAsync("delete from registrations where user_id = $1", user.Id);
        await UserSearchTexts.RemoveAsync(transaction, user.Id);
        await transaction.ExecuteAsync("delete from users where id = $1", user.Id);
        await transaction.ExecuteAsync(
            "insert into tombstones (kind, record_id, version, deleted_at) values ($1, $2, $3, $4)", Kind, user.Id, user.Version + 1, now);
        await EndedLinks.EndAsync(transaction, user, null, now);
        await CountAsync(transaction, -1);
        await database.Log.AppendAsync<UserDeleted>(transaction, new RecordChange(
            Kind, user.Id, user.Version + 1, ChangeKind.Deleted, actor, now, "", null));

        // Above every version: the id is never given again.
        await revocations.EndSubjectAsync(transaction, user.Subject, long.MaxValue);
    }

    private ValueTask NoteAsync<TEvent>(
        ITransaction transaction, ChangeKind change, UserAccount? before, UserAccount after, string actor)
        where TEvent : class => database.Log.AppendAsync<TEvent>(
        transaction,
        new RecordChange(
            Kind, after.Id, after.Version, change, actor, after.UpdatedAt, UserRules.Changed(before?.ToRecord(), after.ToRecord()),
            ToJson(after))
        {
            Salt = SaltOf(after),
        });

    /// <summary>
    /// Proves what lets the user in; null where that can't be, and this version is proved no better than those of before.
    /// </summary>
    private byte[]? SaltOf(UserAccount user)
    {
        try
        {
            return salts.Of(Kind, user.Id, user.Version, user.Credentials(
                user.TotpSecret is { } secret ? database.Vault.Open(UserAccount.TotpPurpose(user.Id), secret) : null));
        }
        catch (CryptographicException)
        {
            // Sealed by another process under a key of a moment ago, which no write may read.
            return null;
        }
    }

    private static ValueTask CountAsync(ITransaction transaction, long change) => Counters.AddAsync(transaction, "users", change);
}
