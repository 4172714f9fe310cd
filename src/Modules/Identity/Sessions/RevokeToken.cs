using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>
/// POST /oauth/revoke (RFC 7009): gives a refresh or access token back, which ends its session with all tokens of it. A token that is not
/// known has nothing left to revoke, so that the answer is the same.
/// </summary>
internal static class RevokeToken
{
    public const string Path = "/oauth/revoke";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, HandleAsync)
        .ForAll()
        .WithMetadata(new ProducesResponseTypeMetadata(400, typeof(OAuthFault), ["application/json"]))
        .Describe(
            "Revoke a refresh or access token and end its session (OAuth 2.0, form-encoded)",
            Body.Of(IssueToken.FormType, "token=a-token-that-is-of-no-use-any-more"),
            Response.Empty(200));

    private static async Task<IResult> HandleAsync(
        HttpRequest request, Work work, IdentityDatabase database, TokenVerifier tokens, Revocations revocations,
        AuditLog audit)
    {
        if (await IssueToken.ReadFormAsync(request, work.Ct) is not { } form)
        {
            return OAuthRefusal.InvalidRequest($"Send the parameters as {IssueToken.FormType}.");
        }

        if (form.Any(parameter => parameter.Value.Count > 1) || form["token"].ToString().Length == 0)
        {
            return OAuthRefusal.InvalidRequest("The parameter token must be there, and each parameter only once.");
        }

        var text = form["token"].ToString();
        var caller = tokens.Verify(text).Caller;
        var ofAccess = TokenRequest.SessionOf(caller?.Session);
        if (caller is not null && ofAccess is null)
        {
            return new OAuthRefusal(
                new OAuthFault("unsupported_token_type", "This token belongs to a key; remove the key, or let the token expire."));
        }

        // Read before asking the one writer: whoever sends rubbish keeps nobody waiting.
        var session =
            ofAccess
            ?? await database.Store.ReadAsync(
                reader =>
                    reader.FirstAsync(
                        "select session_id from refresh_tokens where hash = $1", static row => (Guid?)row.Uuid(0),
                        RefreshToken.Of(text).Hash),
                work.Ct);
        if (session is { } known)
        {
            await database.Store.WriteAsync(transaction => RevokeAsync(transaction, known, work, database, revocations, audit), work.Ct);
        }

        return Results.Ok();
    }

    private static async ValueTask<bool> RevokeAsync(
        ITransaction transaction, Guid session, Work work, IdentityDatabase database, Revocations revocations, AuditLog audit)
    {
        var user = await transaction.FirstAsync("select user_id from sessions where id = $1", static row => row.Int64(0), session);
        if (!await SessionTable.EndAsync(transaction, session, database.Clock.GetUtcNow(), revocations))
        {
            return false;
        }

        await audit.AppendAsync(transaction, Audited.By(work, "session:ended", UserTable.Path(user), UserAccount.SubjectOf(user)));
        return true;
    }
}
