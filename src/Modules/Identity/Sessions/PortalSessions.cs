using System.Net;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Sessions;

/// <summary>A portal session that counts.</summary>
internal sealed record KnownSession(Guid Session, UserAccount User, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>
/// Sessions of the portal: known by a cookie of 256 random bits, of which only the SHA-256 is kept. They last for as long as they are used,
/// up to a limit.
/// </summary>
internal sealed class PortalSessions(
    IdentityDatabase database, IOptions<PortalSessionOptions> options, IdSource ids)
{
    /// <summary>Begins a session for a user; the cookie goes out with the answer, once the transaction has committed.</summary>
    /// <returns>The session's id, and what its cookie holds.</returns>
    public async ValueTask<(Guid Session, string Cookie)> BeginAsync(ITransaction transaction, UserAccount user, IPAddress? address)
    {
        var now = database.Clock.GetUtcNow();
        var session = ids.Next();
        var cookie = RefreshToken.Create();
        await transaction.ExecuteAsync(
            """
            insert into sessions (id, user_id, token_version, created_at, expires_at, used_at, cookie_hash, address)
            values ($1, $2, $3, $4, $5, $4, $6, $7)
            """,
            session, user.Id, user.TokenVersion, now, EndOf(now, now), cookie.Hash, address?.ToString());
        await SessionTable.ForgetExpiredAsync(transaction, now);
        return (session, cookie.Text);
    }

    /// <summary>The session of a cookie; null when there is none that still counts. In passing it is prolonged.</summary>
    public async ValueTask<KnownSession?> FindAsync(string cookie, CancellationToken ct)
    {
        var now = database.Clock.GetUtcNow();

        // One look into an index tells all: whoever is disabled, or has a newer token version, has no session any more.
        var known = await database.Store.AskAsync(
            reader =>
                reader.FirstAsync(
                    $"""
                    select {UserAccount.Columns}, s.id, s.created_at, s.expires_at
                    from sessions s join users u on u.id = s.user_id and u.token_version = s.token_version
                    where s.cookie_hash = $1 and s.revoked_at is null and s.expires_at > $2 and u.disabled = 0
                    """,
                    static row => new KnownSession(
                        row.Uuid(UserAccount.ColumnCount), UserAccount.Read(row), row.Instant(UserAccount.ColumnCount + 1),
                        row.Instant(UserAccount.ColumnCount + 2)),
                    RefreshToken.Of(cookie).Hash,
                    now),
            ct);
        if (known is not null)
        {
            Prolong(known, now);
        }

        return known;
    }

    /// <summary>Only now and then, and nobody waits for it: a crash makes the session a little shorter.</summary>
    private void Prolong(KnownSession known, DateTimeOffset now)
    {
        var end = EndOf(now, known.CreatedAt);

        // A twentieth at a time: else whoever is at work would cost a write with each exchange of the cookie.
        if (end - known.ExpiresAt > options.Value.IdleMax / 20)
        {
            database.Store.WriteSoon($"session:{known.Session:N}", async transaction =>
                await transaction.ExecuteAsync("update sessions set expires_at = $2, used_at = $3 where id = $1 and revoked_at is null",
                    known.Session, end, now));
        }
    }

    private DateTimeOffset EndOf(DateTimeOffset usedAt, DateTimeOffset createdAt) =>
        Min(usedAt + options.Value.IdleMax, createdAt + options.Value.LifetimeMax);

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
