using Lockstep.Identity.Outside;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>GET /signin-oidc: the browser comes back from the provider, with a code or with an error.</summary>
internal static class FinishSingleSignOn
{
    private static readonly Refusal Foreign = new(
        RefusalCode.Invalid, "This answer is not one of the OpenID provider to this sign-in; begin again (GET /api/auth/sso/start).");
    private static readonly Refusal Broken = new(
        RefusalCode.OutsideFailed, "The OpenID provider did not complete the sign-in; begin again (GET /api/auth/sso/start), and ask an "
            + "admin to look at the log if it stays so.");

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(ReturnAddress.Path, HandleAsync)
            .ForAll()
            .ActsOnGet()
            .WithMetadata(
                new QueryParameter("code", "What the provider gave the browser."),
                new QueryParameter("state", "From the start of this sign-in."), new QueryParameter("iss", "The provider (RFC 9207)."),
                new QueryParameter("error", "Why the provider let nobody in."))
            .Describe("Come back from the OpenID provider; for browsers", Response.Empty(302), Response.Error(400, 403, 404, 409, 502));

    private static async Task<IResult> HandleAsync(
        HttpContext context, Provider provider, SsoAttempts attempts, CodeGrant codes, UserInfo userInfo, OutsideTokens tokens,
            SsoSignIn signIn, IOptions<OidcOptions> oidc)
    {
        var query = context.Request.Query;
        if (
            !oidc.Value.HasSignIn
            || query.Any(parameter => parameter.Value.Count != 1)
            || await attempts.TakeAsync(context, query["state"].ToString()) is not { } attempt)
        {
            return ((Answer)SsoSignIn.Unknown).ToHttp();
        }

        if (await provider.StateAsync(context.RequestAborted) is not { } state || !IsOfProvider(query["iss"], state, oidc.Value))
        {
            return await signIn.RefuseAsync(context, Foreign, "the answer names another issuer");
        }

        if (query["error"].ToString() is { Length: > 0 } error)
        {
            return await signIn.RefuseAsync(context, Explain(error), "the provider answered with an error");
        }

        if (await codes.RedeemAsync(query["code"].ToString(), attempt.Verifier, state, context.RequestAborted) is not { } given)
        {
            return await signIn.RefuseAsync(context, Broken, "the code was not redeemed");
        }

        // By its nonce the token belongs to this attempt: that of another one, slipped in with its code, does not.
        if (await tokens.VerifyIdTokenAsync(given.IdToken, attempt.Nonce, context.RequestAborted) is not { } token)
        {
            return await signIn.RefuseAsync(context, Broken, "the ID token is not good");
        }

        // The last call to the provider: the commit behind it waits for nobody outside.
        var more = await userInfo.ReadAsync(token, given.AccessToken, state, context.RequestAborted);
        return more.IsBroken
            ? await signIn.RefuseAsync(context, Broken, "UserInfo can't be used")
            : await signIn.BeginAsync(context, tokens.Identify(token, more.Claims), token.ClaimNames, attempt);
    }

    /// <summary>Another provider's answer, slipped in, would send our code there (RFC 9207).</summary>
    private static bool IsOfProvider(string? issuer, ProviderState state, OidcOptions options) =>
        issuer is null
            ? !state.Discovery.AuthorizationResponseIssParameterSupported
            : string.Equals(issuer, options.Issuer, StringComparison.Ordinal);

    /// <summary>Only words that the standards know are repeated; what else stands in the URL is anybody's.</summary>
    private static Refusal Explain(string error) => error switch
    {
        "access_denied" => new Refusal(RefusalCode.Forbidden, "The OpenID provider let nobody in (access_denied)."),
        "login_required" or "interaction_required" or "consent_required" or "account_selection_required" =>
            new Refusal(
                RefusalCode.Forbidden,
                $"The OpenID provider wants somebody to sign in there first ({error}); begin again (GET /api/auth/sso/start)."
            ),
            "temporarily_unavailable" or "server_error" => new Refusal(
                RefusalCode.OutsideFailed, $"The OpenID provider is not well right now ({error}); try again in a moment."),
            "invalid_request" or "unauthorized_client" or "unsupported_response_type" or "invalid_scope" or "invalid_target" => new Refusal(
                RefusalCode.OutsideFailed,
                $"The OpenID provider does not take this installation's request ({error}); an admin must look at Oidc:ClientId, "
                    + "Oidc:Scopes and Oidc:RedirectUri."
            ),
            _ => new Refusal(RefusalCode.OutsideFailed, "The OpenID provider answered with an error that no standard knows."),
        };
}
