using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Sessions;

/// <summary>POST /oauth/token (RFC 6749): one endpoint, a file for each grant type.</summary>
internal static class IssueToken
{
    public const string Path = "/oauth/token";
    public const string FormType = "application/x-www-form-urlencoded";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, HandleAsync)
        .ForAll()
        .TakesCredentials()
        .WithMetadata(new ProducesResponseTypeMetadata(400, typeof(OAuthFault), ["application/json"]))
        .WithMetadata(new ProducesResponseTypeMetadata(401, typeof(OAuthFault), ["application/json"]))
        .Describe(
            "Get tokens for a refresh token or for the secret of an API client (OAuth 2.0, form-encoded)",
            Body.Of(FormType, "grant_type=client_credentials&client_id=erp&client_secret=the-secret-of-the-client&scope=orders:read"),
            Response.Of<TokenAnswer>(200));

    private static async Task<IResult> HandleAsync(
        HttpRequest request, Work work, IdentityDatabase database, TokenIssuer issuer, TokenRequests requests,
        Revocations revocations, AuditLog audit, ClientGrant clients, ILogger<IdentityDatabase> logger)
    {
        if (await ReadFormAsync(request, work.Ct) is not { } form)
        {
            return OAuthRefusal.InvalidRequest($"Send the parameters as {FormType}.");
        }

        // Twice the same parameter is an error by the standard: two readers could go by different ones.
        if (form.Any(parameter => parameter.Value.Count > 1))
        {
            return OAuthRefusal.InvalidRequest("Each parameter must be there only once.");
        }

        return form["grant_type"].ToString() switch
        {
            "" => OAuthRefusal.InvalidRequest("The parameter grant_type is missing."),
            RefreshGrant.Type =>
                await RefreshGrant.HandleAsync(form["refresh_token"]
                    .ToString(), work, database, issuer, requests, revocations, audit, logger),
            ClientGrant.Type => await clients.HandleAsync(form, request.Headers.Authorization.ToString(), work),
            _ => new OAuthRefusal(new OAuthFault("unsupported_grant_type")),
        };
    }

    public static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentType?.Split(';')[0].Trim() is not { } type || !type.Equals(FormType, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(ct);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
