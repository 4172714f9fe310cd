using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Sessions;

/// <summary>
/// grant_type=refresh_token: each token is good once and gives the next one (RFC 9700, 4.14.2). Used a second time, it is in two
/// hands, and nobody can tell whose are the right ones: the session ends for both.
/// </summary>
internal static partial class RefreshGrant
{
    public const string Type = "refresh_token";

    public static async Task<IResult> HandleAsync(
        string text, Work work, IdentityDatabase database, TokenIssuer issuer, Revocations revocations,
        AuditLog audit, ILogger logger)
    {
        if (text.Length == 0)
        {
            return OAuthRefusal.InvalidRequest("The parameter refresh_token is missing.");
        }

        var next = RefreshToken.Create();
        var given = RefreshToken.Of(text);
        var rotation = await database.Store.WriteAsync(
            transaction =>
                RotateAsync(transaction, work, revocations, audit, given, next, database.Clock.GetUtcNow(), issuer.RefreshLifetime),
            work.Ct);
        if (rotation.IsReuse)
        {
            Reused(logger, rotation.Session);
        }

        return rotation.User is { } user ? SendTokens.To(issuer, user, rotation.Session, next).ToHttp() : OAuthRefusal.InvalidGrant();
    }

    private static async ValueTask<Rotation> RotateAsync(
        ITransaction transaction, Work work, Revocations revocations, AuditLog audit, RefreshToken given, RefreshToken next,
        DateTimeOffset now, TimeSpan lifetime)
    {
        var session = await FindSessionAsync(transaction, given, now);
        if (session == Guid.Empty)
        {
            return default;
        }

        // Mark before looking: of two requests with one token, even at the same moment, only one finds it unused.
        if (await transaction.ExecuteAsync("update refresh_tokens set used_at = $2 where hash = $1 and used_at is null", given.Hash, now) == 0)
        {
            if (await SessionTable.EndAsync(transaction, session, now, revocations))
            {
                var user = await transaction.FirstAsync("select user_id from sessions where id = $1", static row => row.Int64(0), session);
                await audit.AppendAsync(transaction, Audited.Refused(work, "session:reused", UserTable.Path(user)));
            }

            return new Rotation(null, session, IsReuse: true);
        }

        var holder = await FindUserAsync(transaction, session);
        if (holder is not null)
        {
            await SessionTable.AddTokenAsync(transaction, session, next, now, lifetime);
        }

        return new Rotation(holder, session, IsReuse: false);
    }

    private static ValueTask<Guid> FindSessionAsync(IReader reader, RefreshToken given, DateTimeOffset now) => reader.FirstAsync(
        "select session_id from refresh_tokens where hash = $1 and expires_at > $2", static row => row.Uuid(0), given.Hash, now);

    /// <summary>The user of a session that still counts.</summary>
    private static ValueTask<UserAccount?> FindUserAsync(IReader reader, Guid session) => reader.FirstAsync(
        $"""
        select {UserAccount.Columns} from sessions s join users u on u.id = s.user_id and u.token_version = s.token_version
        where s.id = $1 and s.revoked_at is null and u.disabled = 0
        """,
        UserAccount.Read, session);

    [LoggerMessage(4012, LogLevel.Warning, "a refresh token of session {Session} was used a second time; the session is revoked")]
    private static partial void Reused(ILogger logger, Guid session);

    /// <summary>What became of a token: the user and session it is good for, or the session in which it was used again.</summary>
    private readonly record struct Rotation(UserAccount? User, Guid Session, bool IsReuse);
}
