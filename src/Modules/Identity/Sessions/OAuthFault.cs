using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Identity.Sessions;

/// <summary>An error of the token endpoint, in the form that OAuth clients read (RFC 6749, 5.2) instead of problem details.</summary>
/// <param name="Error">One of the standard's words.</param>
/// <param name="Description">A sentence for the developer; ASCII without quotes, as the standard asks.</param>
internal sealed record OAuthFault(
    [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string? Description = null) : IResult
{
    public static OAuthFault InvalidRequest(string description) => new("invalid_request", description);

    private int Status { get; init; } = StatusCodes.Status400BadRequest;

    public static OAuthFault InvalidScope() => new("invalid_scope", "The client does not hold every permission that scope asks for.");

    public static OAuthFault InvalidClient(string description = "The client id or secret is wrong, expired or disabled.") => new("invalid_client", description)
    {
        Status = StatusCodes.Status401Unauthorized,
    };

    public static OAuthFault InvalidGrant() => new("invalid_grant", "The refresh token is not known, used, expired or revoked; sign in again.");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.OAuthFault);
        var response = httpContext.Response;
        httpContext.ForbidCaching();
        response.StatusCode = Status;
        if (Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"lockstep\"";
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length, httpContext.RequestAborted);
    }
}
