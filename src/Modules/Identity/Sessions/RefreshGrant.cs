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
/// hands, and nobody can tell whose are the right ones: the session ends for both. Not at once: two tabs, and a client whose answer was
/// lost, repeat within a moment, and hear the same next token.
/// </summary>
internal static partial class RefreshGrant
{
    public const string Type = "refresh_token";

    public static async Task<IResult> HandleAsync(
        string text, Work work, IdentityDatabase database, TokenIssuer issuer, TokenRequests requests, Revocations revocations,
        AuditLog audit, ILogger logger)
    {
        if (text.Length == 0)
        {
            return OAuthRefusal.InvalidRequest("The parameter refresh_token is missing.");
        }

        var given = RefreshToken.Of(text);

        // Made outside the write, which may run more than once: the token that goes out must follow from the seed that is kept.
        var seed = RefreshToken.Seed();
        var rotation = await database.Store.WriteAsync(
            transaction => RotateAsync(transaction, work, revocations, audit, given, seed, database.Clock.GetUtcNow(), issuer), work.Ct);
        if (rotation.IsReuse)
        {
            Reused(logger, rotation.Session);
        }

        return rotation is { Holder: { } holder, Seed: { } own }
            ? SendTokens.To(issuer, requests.For(holder.User, rotation.Session, holder.Began), given.Next(own)).ToHttp()
            : OAuthRefusal.InvalidGrant();
    }

    private static async ValueTask<Rotation> RotateAsync(
        ITransaction transaction, Work work, Revocations revocations, AuditLog audit, RefreshToken given, byte[] seed,
        DateTimeOffset now, TokenIssuer issuer)
    {
        var session = await FindSessionAsync(transaction, given, now);
        if (session == Guid.Empty)
        {
            return default;
        }

        // Mark before looking: of two requests with one token, even at the same moment, only one finds it unused.
        if (await transaction.ExecuteAsync(
            "update refresh_tokens set used_at = $2, seed = $3 where hash = $1 and used_at is null", given.Hash, now, seed) == 0)
        {
            var (usedAt, first) = await transaction.FirstAsync(
                "select used_at, seed from refresh_tokens where hash = $1",
                static row => (row.Instant(0), row.IsNull(1) ? null : row.Bytes(1)), given.Hash);

            // By the seed of whoever came first: two who repeat hear one next token, and nobody begins a second line of them.
            return first is not null && now - usedAt <= issuer.RefreshGrace
                ? new Rotation(await FindHolderAsync(transaction, session), session, first, IsReuse: false)
                : await EndAsync(transaction, work, revocations, audit, session, now);
        }

        if (await FindHolderAsync(transaction, session) is not { } holder)
        {
            return default;
        }

        var until = issuer.RefreshableUntil(holder.Began, now);
        if (until <= now)
        {
            return default;
        }

        await SessionTable.AddTokenAsync(transaction, session, given.Next(seed), now, until);
        return new Rotation(holder, session, seed, IsReuse: false);
    }

    private static async ValueTask<Rotation> EndAsync(
        ITransaction transaction, Work work, Revocations revocations, AuditLog audit, Guid session, DateTimeOffset now)
    {
        // Noted once: whoever sends the old token again and again does not fill the log.
        if (await SessionTable.EndAsync(transaction, session, now, revocations))
        {
            var user = await transaction.FirstAsync("select user_id from sessions where id = $1", static row => row.Int64(0), session);
            await audit.AppendAsync(transaction, Audited.Refused(work, "session:reused", UserTable.Path(user)));
        }

        return new Rotation(null, session, null, IsReuse: true);
    }

    private static ValueTask<Guid> FindSessionAsync(IReader reader, RefreshToken given, DateTimeOffset now) => reader.FirstAsync(
        "select session_id from refresh_tokens where hash = $1 and expires_at > $2", static row => row.Uuid(0), given.Hash, now);

    /// <summary>The user of a session that still counts, and when it began.</summary>
    private static ValueTask<Holder?> FindHolderAsync(IReader reader, Guid session) => reader.FirstAsync(
        $"""
        select {UserAccount.Columns}, s.created_at from sessions s join users u on u.id = s.user_id and u.token_version = s.token_version
        where s.id = $1 and s.revoked_at is null and u.disabled = 0
        """,
        static row => new Holder(UserAccount.Read(row), row.Instant(UserAccount.ColumnCount)), session);

    [LoggerMessage(4012, LogLevel.Warning, "a refresh token of session {Session} was used a second time; the session is revoked")]
    private static partial void Reused(ILogger logger, Guid session);

    private sealed record Holder(UserAccount User, DateTimeOffset Began);

    /// <summary>
    /// What became of a token: who it is good for and what makes the next one, or the session in which it was used again.
    /// </summary>
    private readonly record struct Rotation(Holder? Holder, Guid Session, byte[]? Seed, bool IsReuse);
}
