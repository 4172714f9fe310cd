using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>GET /auth/sessions and DELETE /auth/sessions/{session} for oneself; the same under /users/{id} for somebody else.</summary>
internal static class ListSessions
{
    private const string Newest =
        """
        select s.id, s.cookie_hash, s.created_at, s.used_at, s.expires_at, s.address
        from sessions s join users u on u.id = s.user_id and u.token_version = s.token_version
        where s.user_id = $1 and s.revoked_at is null and s.expires_at > $2 order by s.created_at desc limit 100
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sessions", (Work work, IdentityDatabase database) => ReadAsync(Self(work), work, database).ToHttpAsync())
            .ForSignedIn()
            .Describe("One's own sessions, newest first, at most 100", Response.Of<SessionList>(200), Response.Error(404));
        routes.MapDelete(
            "/sessions/{session}",
            (Guid session, Work work, IdentityDatabase database, Revocations revocations, AuditLog audit) =>
                EndAsync(Self(work), session, work, database, revocations, audit).ToHttpAsync())
            .ForSignedIn()
            .Describe("End one of one's own sessions, with its tokens", Response.Empty(204), Response.Error(404));
    }

    public static void MapOther(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{id:long}/sessions", (long id, Work work, IdentityDatabase database) => ReadAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.UsersRead)
            .Describe("The sessions of a user, newest first, at most 100", Response.Of<SessionList>(200), Response.Error(404));
        routes.MapDelete(
            "/{id:long}/sessions/{session}",
            (long id, Guid session, Work work, IdentityDatabase database, Revocations revocations, AuditLog audit) =>
                EndAsync(id, session, work, database, revocations, audit).ToHttpAsync())
            .Needs(Permissions.UsersWrite)
            .Describe("End a session of a user, with its tokens", Response.Empty(204), Response.Error(403, 404));
    }

    private static long? Self(Work work) => UserAccount.IdOf(work.Caller.Subject);

    private static async Task<Answer> ReadAsync(long? user, Work work, IdentityDatabase database)
    {
        var (isThere, items) = await database.Store.ReadAsync(
            async reader => (
                user is { } id && await UserAccount.FindAsync(reader, id) is not null,
                await reader.QueryAsync(Newest, row => Read(row, work), user ?? 0, database.Clock.GetUtcNow())),
            work.Ct);
        return isThere
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new SessionList(items), SessionJson.Default.SessionList))
            : Nobody(user, work);
    }

    private static async Task<Answer> EndAsync(
        long? user, Guid session, Work work, IdentityDatabase database, Revocations revocations, AuditLog audit) =>
        await database.Store.WriteAsync(
            async transaction =>
            {
                var owner = await transaction.FirstAsync("select user_id from sessions where id = $1", static row => row.Int64(0), session);
                if (user is not { } id || await UserAccount.FindAsync(transaction, id) is not { } account)
                {
                    return Nobody(user, work);
                }

                if (id != Self(work) && UserRules.Refuse(work.Caller, account.Roles) is { } refusal)
                {
                    return refusal;
                }

                // One of another user is as good as not there: an id that somebody tries must tell nothing.
                if (owner != id || !await SessionTable.EndAsync(transaction, session, database.Clock.GetUtcNow(), revocations))
                {
                    return new Refusal(RefusalCode.NotFound, "There is no such session, or it has ended.");
                }

                await audit.AppendAsync(transaction, Audited.By(work, "session:ended", UserTable.Path(id)));
                return Answer.NoContent();
            },
            work.Ct);

    private static Answer Nobody(long? user, Work work) => user is { } id
        ? Answer.NotFound(UserTable.Kind, id)
        : new Refusal(RefusalCode.NotFound, $"{work.Caller.Subject} is not a user.");

    private static SessionItem Read(Row row, Work work)
    {
        var id = row.Uuid(0);
        return new SessionItem(
            id, row.IsNull(1) ? "tokens" : "portal", row.Instant(2), row.IsNull(3) ? null
                : row.Instant(3), row.Instant(4), row.TextOrNull(5),
            TokenRequest.SessionOf(work.Caller.Session) == id);
    }
}
