using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Keys;

/// <summary>A key that signs or verifies access tokens.</summary>
/// <param name="Kid">Its id, in the header of each token.</param>
/// <param name="State"><c>published</c> before it signs, then <c>signing</c>, then <c>verifying</c> until it retires.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="SignsFrom">From when on it signs.</param>
/// <param name="RetiresAt">When the last token that it signed has expired; null while no other key follows.</param>
internal sealed record SigningKeyView(string Kid, string State, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset? RetiresAt);

/// <summary>GET /keys</summary>
internal static class ListSigningKeys
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Handle)
        .Needs(Permissions.SecretsWrite)
        .Describe("The keys that sign and verify access tokens, newest first", Response.Of<SigningKeyList>(200));

    private static Answer Handle(SigningKeys keys, TimeProvider clock) => Answer.Ok(
        JsonSerializer.SerializeToUtf8Bytes(SigningKeyList.Of(keys.Ring, clock.GetUtcNow()), KeyJson.Default.SigningKeyList));
}
