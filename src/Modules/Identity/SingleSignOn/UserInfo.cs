using System.Net.Http.Headers;
using System.Text.Json;
using Lockstep.Identity.Outside;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>
/// What the provider says of somebody at its UserInfo endpoint (OpenID Connect Core 1.0, 5.3): many put the groups there, and not into the
/// ID token.
/// </summary>
internal sealed partial class UserInfo(Provider provider, IOptions<OidcOptions> oidc, ILogger<UserInfo> logger)
{
    /// <summary>
    /// What it says; nothing when the ID token has the groups already. Where it can't be used, that is no word about somebody's groups:
    /// who is known would lose them by a failure of the provider.
    /// </summary>
    public async Task<(bool IsBroken, JsonElement? Claims)> ReadAsync(
        OutsideJwt idToken, string accessToken, ProviderState state, CancellationToken ct)
    {
        var endpoint = state.Discovery.UserInfoEndpoint;
        if (!RoleClaims.Of(idToken.Claims, oidc.Value.RoleClaim).IsMissing || accessToken.Length == 0 || !oidc.Value.Accepts(endpoint))
        {
            return (IsBroken: false, null);
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            using var answer = await provider.Http.SendAsync(request, ct);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
            var claims = document.RootElement;

            // Without this, a token that was swapped would bring the groups of somebody else (5.3.2).
            if (answer.IsSuccessStatusCode && claims.ValueKind == JsonValueKind.Object
                && string.Equals(JwtText.Text(claims, "sub"), idToken.Find("sub"), StringComparison.Ordinal))
            {
                return (IsBroken: false, claims.Clone());
            }

            NotUsed(logger, answer.IsSuccessStatusCode ? "it speaks of somebody else" : $"it answered {(int)answer.StatusCode}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException or FormatException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            NotUsed(logger, error is JsonException ? "it did not answer with JSON" : error.Message);
        }

        return (IsBroken: true, null);
    }

    [LoggerMessage(4065, LogLevel.Warning, "what the OpenID provider's UserInfo says can't be used: {Reason}")]
    private static partial void NotUsed(ILogger logger, string reason);
}
