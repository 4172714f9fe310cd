using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Keys;

/// <summary>GET /keys</summary>
internal static class ListSigningKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", (SigningKeys keys, TimeProvider clock) => Run(keys, clock).ToHttp())
        .Needs(Permissions.SecretsWrite)
        .Describe("The keys that sign and verify access tokens, newest first", Response.Of<SigningKeyList>(200));

    public static Answer Run(SigningKeys keys, TimeProvider clock) => Answer.Ok(
        JsonSerializer.SerializeToUtf8Bytes(SigningKeyList.Of(keys.Ring, clock.GetUtcNow()), KeyJson.Default.SigningKeyList));
}
