using System.Text.Json;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Identity.Sessions;

/// <summary>Answers with an error of the token endpoint.</summary>
/// <param name="fault">The error.</param>
/// <param name="status">The status code.</param>
internal sealed class OAuthRefusal(OAuthFault fault, int status = StatusCodes.Status400BadRequest) : IResult
{
    public static OAuthRefusal InvalidRequest(string description) => new(new OAuthFault("invalid_request", description));

    public static OAuthRefusal InvalidScope() =>
        new(new OAuthFault("invalid_scope", "The client does not hold every permission that scope asks for."));

    public static OAuthRefusal InvalidClient(string description = "The client id or secret is wrong, expired or disabled.") =>
        new(new OAuthFault("invalid_client", description), StatusCodes.Status401Unauthorized);

    public static OAuthRefusal InvalidGrant() =>
        new(new OAuthFault("invalid_grant", "The refresh token is not known, used, expired or revoked; sign in again."));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(fault, SessionJson.Default.OAuthFault);
        var response = httpContext.Response;
        response.Headers.CacheControl = "no-store";
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"lockstep\"";
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length, httpContext.RequestAborted);
    }
}
