using Lockstep.Identity.Outside;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>GET /auth/sso/start: sends the browser to the provider (authorization code with PKCE, RFC 6749, 7636 and 9700).</summary>
internal static class StartSingleSignOn
{
    private const int ReturnToMax = 500;
    private static readonly Refusal Off = new(
        RefusalCode.NotFound, "There is no single sign-on here; sign in with e-mail and password, or set Oidc:Issuer and Oidc:ClientId.");
    private static readonly Refusal Away = new(
        RefusalCode.Unavailable,
        "The OpenID provider can't be reached right now; try again in a moment, or sign in with e-mail and password.",
        RetryAfter: TimeSpan.FromSeconds(30));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/sso/start", HandleAsync)
        .ForAll()
        .WithMetadata(new QueryParameter("returnTo", "The path to go to afterwards; one of this server. Default `/`."))
        .Describe("Sign in at the OpenID provider; for browsers", Response.Empty(302), Response.Error(400, 404, 503));

    private static async Task<IResult> HandleAsync(
        HttpContext context, Provider provider, SsoAttempts attempts, IOptions<OidcOptions> oidc, IOptions<TokenOptions> tokens)
    {
        var options = oidc.Value;
        if (!options.HasSignIn)
        {
            return ((Answer)Off).ToHttp();
        }

        var returnTo = context.Request.Query["returnTo"] is [{ Length: > 0 } one] ? one : "/";
        if (!IsLocal(returnTo))
        {
            return ((Answer)Refusal.Invalid("returnTo", "Must be a path of this server that begins with one slash.")).ToHttp();
        }

        if ((await provider.StateAsync(context.RequestAborted))?.Discovery.AuthorizationEndpoint is not { Length: > 0 } page)
        {
            return ((Answer)Away).ToHttp();
        }

        var attempt = SsoAttempt.Create(returnTo);
        attempts.Begin(context, attempt);
        return Results.Redirect(RequestUrl(page, attempt, options, ReturnAddress.Of(options, tokens.Value)));
    }

    private static string RequestUrl(string page, SsoAttempt attempt, OidcOptions options, string redirectUri)
    {
        var message = new OpenIdConnectMessage
        {
            IssuerAddress = page,
            ResponseType = OpenIdConnectResponseType.Code,
            ClientId = options.ClientId,
            RedirectUri = redirectUri,
            Scope = options.Scopes,
            State = attempt.State,
            Nonce = attempt.Nonce,
            EnableTelemetryParameters = false,
        };
        message.SetParameter("code_challenge", attempt.Challenge);
        message.SetParameter("code_challenge_method", "S256");
        return message.CreateAuthenticationRequestUrl();
    }

    /// <summary>Two slashes, or a backslash that browsers take for one, would name another host.</summary>
    private static bool IsLocal(string path) => path is ['/', ..] and not ['/', '/', ..] && path.Length <= ReturnToMax
        && path.All(letter => letter is > ' ' and <= '~' and not '\\');
}
