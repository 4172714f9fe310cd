using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Identity.Sessions;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Keys;

/// <summary>What this issuer can do (RFC 8414, OpenID Connect Discovery 1.0).</summary>
internal sealed record Discovery(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("token_endpoint")] string TokenEndpoint,
    [property: JsonPropertyName("revocation_endpoint")] string RevocationEndpoint,
    [property: JsonPropertyName("revocation_endpoint_auth_methods_supported")] IReadOnlyList<string> RevocationAuthentication,
    [property: JsonPropertyName("jwks_uri")] string KeySet,
    [property: JsonPropertyName("grant_types_supported")] IReadOnlyList<string> GrantTypes,
    [property: JsonPropertyName("response_types_supported")] IReadOnlyList<string> ResponseTypes,
    [property: JsonPropertyName("subject_types_supported")] IReadOnlyList<string> SubjectTypes,
    [property: JsonPropertyName("id_token_signing_alg_values_supported")] IReadOnlyList<string> SigningAlgorithms,
    [property: JsonPropertyName("token_endpoint_auth_methods_supported")] IReadOnlyList<string> ClientAuthentication,
    [property: JsonPropertyName("scopes_supported")] IReadOnlyList<string> Scopes);

/// <summary>GET /.well-known/openid-configuration and, for plain OAuth clients, /.well-known/oauth-authorization-server</summary>
internal static class ReadDiscovery
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", Handle)
            .ForAll()
            .Describe("What this issuer of tokens can do (OpenID Connect Discovery 1.0)", Response.Of<Discovery>(200));
        routes.MapGet("/.well-known/oauth-authorization-server", Handle)
            .ForAll()
            .Describe("The same for OAuth clients (RFC 8414)", Response.Of<Discovery>(200));
    }

    private static Answer Handle(HttpContext context, IOptions<TokenOptions> options)
    {
        // "none" is the response type of an issuer that has no authorization endpoint; the list itself must be there.
        var issuer = options.Value.Issuer;
        var root = issuer.TrimEnd('/');
        var discovery = new Discovery(
            issuer, root + IssueToken.Path, root + RevokeToken.Path, ["none"], root + ReadKeySet.Path, [RefreshGrant.Type, ClientGrant.Type], ["none"], ["public"], ["ES256"],
            ["client_secret_basic", "client_secret_post", "none"], [.. Permissions.All.Order(StringComparer.Ordinal)]);
        context.Response.Headers.CacheControl = "public, max-age=300";
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(discovery, IdentityJson.Default.Discovery));
    }
}
