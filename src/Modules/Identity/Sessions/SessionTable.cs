using Lockstep.Identity.Keys;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Sessions;

/// <summary>The statements on sessions and their refresh tokens that more than one use case runs.</summary>
internal static class SessionTable
{
    /// <summary>Begins a session with its first token.</summary>
    public static async ValueTask StartAsync(
        ITransaction transaction, Guid session, UserAccount user, RefreshToken token, DateTimeOffset now, DateTimeOffset until,
            string? address)
    {
        await transaction.ExecuteAsync(
            """
            insert into sessions (id, user_id, token_version, created_at, expires_at, used_at, address) values ($1, $2, $3, $4, $5, $4, $6)
            """,
            session, user.Id, user.TokenVersion, now, until, address);
        await AddTokenAsync(transaction, session, token, now, until);
    }

    /// <summary>
    /// Ends a session: neither its refresh token nor the access tokens that name it count any more, after a restart neither.
    /// </summary>
    /// <returns>Whether it had not ended before.</returns>
    public static async ValueTask<bool> EndAsync(ITransaction transaction, Guid session, DateTimeOffset now, Revocations revocations)
    {
        if (await transaction.ExecuteAsync("update sessions set revoked_at = $2 where id = $1 and revoked_at is null", session, now) == 0)
        {
            return false;
        }

        await revocations.EndSessionAsync(transaction, TokenRequest.SessionId(session));
        return true;
    }

    /// <summary>Gives a session its next token and prolongs it; in passing it clears away a few that have expired.</summary>
    public static async ValueTask AddTokenAsync(
        ITransaction transaction, Guid session, RefreshToken token, DateTimeOffset now, DateTimeOffset until)
    {
        await transaction.ExecuteAsync(
            "insert into refresh_tokens (hash, session_id, expires_at) values ($1, $2, $3)", token.Hash, session, until);
        await transaction.ExecuteAsync("update sessions set expires_at = $2, used_at = $3 where id = $1", session, until, now);
        await ForgetExpiredAsync(transaction, now);
    }

    /// <summary>
    /// Clears away a few that have expired: more than one commit adds, so that they never pile up; few enough not to be felt.
    /// </summary>
    public static async ValueTask ForgetExpiredAsync(ITransaction transaction, DateTimeOffset now)
    {
        await transaction.ExecuteAsync(
            "delete from refresh_tokens where hash in (select hash from refresh_tokens where expires_at <= $1 order by expires_at limit 8)",
            now);
        await transaction.ExecuteAsync(
            "delete from sessions where id in (select id from sessions where expires_at <= $1 order by expires_at limit 8)", now);
    }
}
