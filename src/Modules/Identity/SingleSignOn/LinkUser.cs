using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Accounts;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Outside;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>PUT and DELETE /users/{id}/single-sign-on</summary>
internal static class LinkUser
{
    private const int SubjectMax = 255;
    private static readonly Refusal Off = new(RefusalCode.Conflict, "There is no OpenID provider to link with; set Oidc:Issuer.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut(
            "/{id:long}/single-sign-on",
            (long id, UserLink link, Work work, IdentityDatabase database, UserTable users, AuditLog audit, IOptions<OidcOptions> oidc) =>
                LinkAsync(id, link, work, database, users, audit, oidc).ToHttpAsync())
            .Needs(Permissions.UsersWrite)
            .AfterRecentSignIn()
            .Describe(
                "Link a user with somebody at the OpenID provider; from then on they sign in there too",
                Body.Json("""{ "subject": "248289761001" }"""),
                Response.Of<UserLink>(200), Response.Error(400, 403, 404, 409, 412));
        routes.MapDelete(
            "/{id:long}/single-sign-on",
            (long id, Work work, IdentityDatabase database, UserTable users, AuditLog audit) =>
                UnlinkAsync(id, work, database, users, audit).ToHttpAsync())
            .Needs(Permissions.UsersWrite)
            .AfterRecentSignIn()
            .Describe("Undo the link of a user with the OpenID provider", Response.Empty(204), Response.Error(403, 404, 409, 412));
    }

    public static Task<Answer> LinkAsync(
        long id, UserLink link, Work work, IdentityDatabase database, UserTable users, AuditLog audit, IOptions<OidcOptions> oidc)
    {
        if (!oidc.Value.IsOn || link.Subject is not { Length: > 0 and <= SubjectMax } subject || subject.Any(char.IsControl))
        {
            return Task.FromResult<Answer>(
                oidc.Value.IsOn ? Refusal.Invalid("subject", $"Must be given and have at most {SubjectMax} characters.") : Off);
        }

        return database.Store.WriteAsync(
            async transaction =>
            {
                var known = OutsideIdentity.LinkOf(oidc.Value.Issuer, subject);
                if (await UserAccount.FindForUpdateAsync(transaction, id) is not { } user)
                {
                    return Answer.NotFound(UserTable.Kind, id);
                }

                if (work.RefuseStale(user.Version) is { } stale)
                {
                    return stale;
                }

                if (await SsoUsers.FindAsync(transaction, known) is { } holder && holder.Id != id)
                {
                    return new Refusal(RefusalCode.Conflict, $"User {holder.Id} is linked with this subject; undo that first.");
                }

                // Whoever is that subject acts as this user from now on, so that linking is granting; and the provider may give this user
                // any role of the map at the next sign-in.
                if (UserRules.Refuse(work.Caller, user.Roles.Union(oidc.Value.MappedRoles, StringComparer.Ordinal)) is { } refused)
                {
                    return refused;
                }

                var linked = await ChangeAsync(transaction, user, known, "user:linked", work, users, audit);
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(link, SignInLinkJson.Default.UserLink), linked.Version);
            },
            work.Ct);
    }

    public static Task<Answer> UnlinkAsync(
        long id, Work work, IdentityDatabase database, UserTable users, AuditLog audit) =>
        database.Store.WriteAsync(
            async transaction =>
            {
                if (await UserAccount.FindForUpdateAsync(transaction, id) is not { SsoSubject: not null } user)
                {
                    return new Refusal(RefusalCode.NotFound, $"There is no user {id} who is linked with the OpenID provider.");
                }

                if (work.RefuseStale(user.Version) is { } stale)
                {
                    return stale;
                }

                if (UserRules.Refuse(work.Caller, user.Roles) is { } refused)
                {
                    return refused;
                }

                // Without a password, the link is the only way in.
                if (
                    !users.IsActiveAdmin(user with { SsoSubject = null })
                    && await PatchUser.RefuseLastAdminAsync(transaction, user, "id", users) is { } last)
                {
                    return last;
                }

                await ChangeAsync(transaction, user, null, "user:unlinked", work, users, audit);
                return Answer.NoContent();
            },
            work.Ct);

    private static async ValueTask<UserAccount> ChangeAsync(
        ITransaction transaction, UserAccount user, string? link, string action, Work work, UserTable users, AuditLog audit)
    {
        var changed = await users.ChangeAsync(transaction, user, user with { SsoSubject = link }, work.Actor, endsTokens: true);
        await audit.AppendAsync(transaction, Audited.By(work, action, UserTable.Path(user.Id)));
        return changed;
    }
}
