using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Keys;

/// <summary>POST /keys/rotate</summary>
internal static class RotateSigningKeys
{
    private static readonly Problem TooMany = new(
        409, $"There are {SigningKeyTable.KeysMax} keys already; wait until the oldest has retired (GET /api/keys), or revoke them all.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/rotate", HandleAsync)
        .Needs(Permissions.SecretsWrite)
        .Describe(
            "Make a new key that signs access tokens; tokens of the others stay good until they expire",
            Body.Json("""{ "now": false, "revoke": false }"""),
            Response.Of<SigningKeyList>(200), Response.Error(400, 409));

    private static async Task<Answer> HandleAsync(RotateSigningKeysRequest request, HttpContext context, KeyRotation rotation, SigningKeys keys, TimeProvider clock)
    {
        var takeover = request switch
        {
            { Revoke: true } => Takeover.Revoking,
            { Now: true } => Takeover.Now,
            _ => Takeover.AfterPause,
        };
        return await rotation.RotateAsync(takeover, Caller.Of(context)!.Subject, context.RequestAborted)
            ? Answer.Ok(
                JsonSerializer.SerializeToUtf8Bytes(SigningKeyList.Of(keys.Ring, clock.GetUtcNow()), KeyJson.Default.SigningKeyList))
            : TooMany;
    }
}
