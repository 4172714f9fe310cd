using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Systems;

/// <summary>POST /systems/{name}/authorize</summary>
internal static class AuthorizeSystem
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{name}/authorize",
            (string name, SyncDatabase database, SystemRegistry registry) => Run(name, database, registry).ToHttp())
        .Needs(Permissions.SyncWrite)
        .AfterRecentSignIn()
        .Describe(
            "Begin to allow Lockstep to sign in at a system by OAuth 2: open the URL, and redeem what it sends you back with",
            Response.Of<SystemConsent>(200), Response.Error(404, 409));

    public static Answer Run(string name, SyncDatabase database, SystemRegistry registry)
    {
        var (system, refusal) = Consent.Find(registry, name);
        return system is null ? refusal!
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(Consent.Begin(database, system.Setup), SystemJson.Default.SystemConsent));
    }
}
