using System.Text.Json;
using Lockstep.Connectors.Sdk.SignIns;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Systems;

/// <summary>POST /systems/{name}/redeem</summary>
internal static class RedeemSystem
{
    private const int TextMax = 4_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{name}/redeem",
            (string name, ConsentCode input, Work work, SyncDatabase database, SystemRegistry registry, IAuditTrail trail) =>
                RunAsync(name, input, work, database, registry, trail).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .AfterRecentSignIn()
        .WithoutTimeLimit()
        .Describe(
            "End it: redeem the code and the state with which the provider sent you back; the tokens are kept encrypted",
            Body.Json("""{ "code": "as it came", "state": "as it came" }"""),
            Response.Of<SystemAllowed>(200), Response.Error(400, 404, 409));

    public static async Task<Answer> RunAsync(
        string name, ConsentCode input, Work work, SyncDatabase database, SystemRegistry registry, IAuditTrail trail)
    {
        var (system, refusal) = Consent.Find(registry, name);
        if (system is null)
        {
            return refusal!;
        }

        if (input.Code is not { Length: > 0 and <= TextMax } code)
        {
            return Refusal.Invalid("code", $"Must be given and have at most {TextMax} characters.");
        }

        if (input.State is not { Length: > 0 and <= TextMax } state
            || await Consent.VerifierAsync(database, name, state, work.Ct) is not { } verifier)
        {
            return Refusal.Invalid("state", "Must be the state of this system, not older than ten minutes; begin anew.");
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, "system:authorized", $"systems/{name}"), work.Ct);
        using var tokens = new OAuthTokens(system.Setup);
        var reply = await tokens.RedeemAsync(code, verifier, work.Ct);
        return reply.Value is { } first
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                new SystemAllowed(first.ExpiresAt, first.Refresh is not null), SystemJson.Default.SystemAllowed))
            : Refusal.Of(RefusalCode.Conflict, "code", reply.Failure!.Message);
    }
}
