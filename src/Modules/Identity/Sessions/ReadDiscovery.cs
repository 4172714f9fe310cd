using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Keys;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Sessions;

/// <summary>GET /.well-known/openid-configuration and, for plain OAuth clients, /.well-known/oauth-authorization-server</summary>
internal static class ReadDiscovery
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", (IOptions<TokenOptions> options) => Run(options).ToHttp())
            .ForAll()
            .Describe("What this issuer of tokens can do (OpenID Connect Discovery 1.0)", Response.Of<Discovery>(200));
        routes.MapGet("/.well-known/oauth-authorization-server", (IOptions<TokenOptions> options) => Run(options).ToHttp())
            .ForAll()
            .Describe("The same for OAuth clients (RFC 8414)", Response.Of<Discovery>(200));
    }

    public static Answer Run(IOptions<TokenOptions> options)
    {
        // "none" is the response type of an issuer that has no authorization endpoint; the list itself must be there.
        var issuer = options.Value.Issuer;
        var root = issuer.TrimEnd('/');
        var discovery = new Discovery(
            issuer, root + IssueToken.Path, root + RevokeToken.Path, ["none"], root + ReadKeySet.Path,
            [RefreshGrant.Type, ClientGrant.Type], ["none"], ["public"], ["ES256"], ["client_secret_basic", "client_secret_post", "none"],
            [.. Permissions.All.Order(StringComparer.Ordinal)]);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(discovery, SessionJson.Default.Discovery)) with
        {
            MaxAge = TimeSpan.FromMinutes(5),
        };
    }
}
