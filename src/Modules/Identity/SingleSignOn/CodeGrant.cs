using System.Net.Http.Headers;
using System.Text;
using Lockstep.Identity.Outside;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>What a code was worth.</summary>
/// <param name="IdToken">Who it is, before anybody vouches for it.</param>
/// <param name="AccessToken">Opens the provider's UserInfo; empty when there is none.</param>
internal sealed record ProviderTokens(string IdToken, string AccessToken);

/// <summary>Turns a code into an ID token at the provider's token endpoint.</summary>
internal sealed partial class CodeGrant(
    Provider provider, IOptions<OidcOptions> oidc, IOptions<TokenOptions> tokens, ISecrets secrets, ILogger<CodeGrant> logger)
{
    public const string SecretName = "oidc.client-secret";
    private const int CodeMax = 4_096;

    /// <summary>What the provider gives for a code; null when it gives no ID token.</summary>
    public async Task<ProviderTokens?> RedeemAsync(string code, string verifier, ProviderState state, CancellationToken ct)
    {
        if (state.Discovery.TokenEndpoint is not { Length: > 0 } endpoint || code.Length is 0 or > CodeMax)
        {
            return null;
        }

        var secret = await secrets.FindAsync(SecretName, ct) ?? "";
        using var request = Request(
            endpoint, code, verifier, secret, state.Discovery.TokenEndpointAuthMethodsSupported.Contains("client_secret_post"));
        try
        {
            using var answer = await provider.Http.SendAsync(request, ct);

            // JSON is UTF-8 (RFC 8259), whatever charset a proxy's page claims: one that the platform does not know would throw.
            var message = new OpenIdConnectMessage(Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(ct)));
            if ((int)answer.StatusCode != 200)
            {
                NotRedeemed(logger, $"it answered {(int)answer.StatusCode} {Word(message.Error)}");
                return null;
            }

            return message.IdToken is null ? null : new ProviderTokens(message.IdToken, message.AccessToken ?? "");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or ArgumentException)
        {
            NotRedeemed(logger, error is ArgumentException ? "it did not answer with JSON" : error.Message);
            return null;
        }
    }

    private HttpRequestMessage Request(string endpoint, string code, string verifier, string secret, bool takesBody)
    {
        var options = oidc.Value;
        var form = new OpenIdConnectMessage
        {
            GrantType = OpenIdConnectGrantTypes.AuthorizationCode, Code = code, RedirectUri = ReturnAddress.Of(options, tokens.Value),
        };
        form.SetParameter("code_verifier", verifier);
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Headers = { { "Accept", "application/json" } } };
        var isBody = options.ClientAuthentication is "client_secret_post" || (options.ClientAuthentication is "discovery" && takesBody);
        if (secret.Length > 0 && !isBody)
        {
            // Encoded as in a form before Basic does so (RFC 6749, 2.3.1): an id may hold a colon.
            var pair = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        }
        else
        {
            form.ClientId = options.ClientId;
            form.ClientSecret = secret;
        }

        request.Content = new FormUrlEncodedContent(form.Parameters.Where(field => field.Value.Length > 0));
        return request;
    }

    /// <summary>A word of the standard, not whatever somebody wants in our log.</summary>
    private static string Word(string? error) =>
        error is { Length: <= 40 } && error.All(letter => letter is (>= 'a' and <= 'z') or '_') ? error : "";

    [LoggerMessage(4062, LogLevel.Warning, "the OpenID provider did not redeem a code: {Reason}")]
    private static partial void NotRedeemed(ILogger logger, string reason);
}
