using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Keys;

/// <summary>POST /keys/rotate</summary>
internal static class RotateSigningKeys
{
    private static readonly Refusal TooMany = new(
        RefusalCode.Conflict,
        $"There are {SigningKeyTable.KeysMax} keys already; wait until the oldest has retired (GET /api/keys), or revoke them all.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/rotate",
            (RotateSigningKeysRequest request, Work work, KeyRotation rotation, SigningKeys keys, TimeProvider clock) =>
                RunAsync(request, work, rotation, keys, clock).ToHttpAsync())
        .Needs(Permissions.SecretsWrite)
        .AfterRecentSignIn()
        .Describe(
            "Make a new key that signs access tokens; tokens of the others stay good until they expire",
            Body.Json("""{ "now": false, "revoke": false }"""),
            Response.Of<SigningKeyList>(200), Response.Error(400, 409));

    public static async Task<Answer> RunAsync(
        RotateSigningKeysRequest request, Work work, KeyRotation rotation, SigningKeys keys, TimeProvider clock)
    {
        var takeover = request switch
        {
            { Revoke: true } => Takeover.Revoking,
            { Now: true } => Takeover.Now,
            _ => Takeover.AfterPause,
        };
        return await rotation.RotateAsync(takeover, work.Actor, work.Ct)
            ? Answer.Ok(
                JsonSerializer.SerializeToUtf8Bytes(SigningKeyList.Of(keys.Ring, clock.GetUtcNow()), KeyJson.Default.SigningKeyList))
            : TooMany;
    }
}
