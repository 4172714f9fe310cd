using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Secrets;

/// <summary>POST /secrets/rotate</summary>
internal static class RotateSecrets
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/rotate",
            (Work work, IEnumerable<Vault> vaults, AuditLog audit) =>
                RunAsync(work, vaults, audit).ToHttpAsync())
        .Needs(Permissions.SecretsWrite)
        .AfterRecentSignIn()
        .Describe("Make a new data key in each database and seal all secrets anew", Response.Of<SecretsRotation>(200));

    public static async Task<Answer> RunAsync(Work work, IEnumerable<Vault> vaults, AuditLog audit)
    {
        // Before the work: what was begun is known even when it is cut short, and the next start goes on with it.
        await audit.RecordAsync(new AuditEntry(work.Actor, "data-keys:rotated", ""), work.Ct);
        var (databases, count) = (0, 0);
        foreach (var vault in vaults)
        {
            // To the end, also when the caller has gone away by now.
            count += await vault.RotateAsync(CancellationToken.None);
            databases++;
        }

        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new SecretsRotation(databases, count), SecretJson.Default.SecretsRotation));
    }
}
