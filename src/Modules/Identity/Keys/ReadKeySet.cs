using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Keys;

/// <summary>GET /.well-known/jwks.json</summary>
internal static class ReadKeySet
{
    public const string Path = "/.well-known/jwks.json";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, (SigningKeys keys) => Run(keys).ToHttp())
        .ForAll()
        .Describe("The public keys that verify access tokens (RFC 7517)", Response.Of<KeySet>(200));

    public static Answer Run(SigningKeys keys) =>
        Answer.Ok(
            JsonSerializer.SerializeToUtf8Bytes(new KeySet([.. keys.All.Select(key => key.Jwk)]), KeyJson.Default.KeySet))
            with { MaxAge = TimeSpan.FromMinutes(5) };
}
