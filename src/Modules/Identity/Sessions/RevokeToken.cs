using Lockstep.Identity.Audit;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.Sessions;

/// <summary>
/// POST /oauth/revoke (RFC 7009): gives a refresh token back, which ends its session and the access tokens of it. A token that is not
/// known has nothing left to revoke, so that the answer is the same.
/// </summary>
internal static class RevokeToken
{
    public const string Path = "/oauth/revoke";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, HandleAsync)
        .ForAll()
        .WithMetadata(new ProducesResponseTypeMetadata(400, typeof(OAuthFault), ["application/json"]))
        .Describe("Revoke a refresh token and end its session (OAuth 2.0, form-encoded)", Response.Empty(200));

    private static async Task<IResult> HandleAsync(
        HttpContext context, [FromKeyedServices(IdentityModule.Key)] ModuleDatabase database, Revocations revocations, AuditLog audit)
    {
        if (await IssueToken.ReadFormAsync(context.Request) is not { } form)
        {
            return OAuthFault.InvalidRequest($"Send the parameters as {IssueToken.FormType}.");
        }

        if (form.Any(parameter => parameter.Value.Count > 1) || form["token"].ToString().Length == 0)
        {
            return OAuthFault.InvalidRequest("The parameter token must be there, and each parameter only once.");
        }

        var given = RefreshToken.Of(form["token"].ToString());
        await database.Store.WriteAsync(transaction => RevokeAsync(transaction, given, context, database, revocations, audit), context.RequestAborted);
        return Results.Ok();
    }

    private static async ValueTask<bool> RevokeAsync(
        ITransaction transaction, RefreshToken given, HttpContext context, ModuleDatabase database, Revocations revocations, AuditLog audit)
    {
        var (session, user) = await transaction.FirstAsync(
            "select s.id, s.user_id from refresh_tokens t join sessions s on s.id = t.session_id where t.hash = $1",
            static row => (row.Uuid(0), row.Int64(1)), given.Hash);
        if (session == Guid.Empty || !await SessionTable.EndAsync(transaction, session, database.Clock.GetUtcNow(), revocations))
        {
            return false;
        }

        await audit.AppendAsync(transaction, Audited.By(context, "session:ended", UserTable.Path(user), User.SubjectOf(user)));
        return true;
    }
}
