using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Secrets;

/// <summary>DELETE /secrets/{name}</summary>
internal static partial class RemoveSecret
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{name}",
            (string name, Work work, NamedSecrets secrets, AuditLog audit, IdentityDatabase database, ILogger<IdentityDatabase> logger) =>
                RunAsync(name, work, secrets, audit, database, logger).ToHttpAsync())
        .Needs(Permissions.SecretsWrite)
        .AfterRecentSignIn()
        .Describe("Remove a stored secret", Response.Empty(204), Response.Error(400, 404));

    public static async Task<Answer> RunAsync(
        string name, Work work, NamedSecrets secrets, AuditLog audit, IdentityDatabase database, ILogger<IdentityDatabase> logger)
    {
        if (SetSecret.Refuse(secrets, name) is { } unknown)
        {
            return unknown;
        }

        var actor = work.Actor;
        var removed = await database.Store.WriteAsync(
            async transaction =>
            {
                if (await transaction.ExecuteAsync("delete from secrets where name = $1", name) == 0)
                {
                    return false;
                }

                await audit.AppendAsync(transaction, new AuditEntry(actor, "secret:removed", $"secrets/{name}"));
                return true;
            },
            work.Ct);
        if (!removed)
        {
            return new Refusal(RefusalCode.NotFound, $"The secret {name} is not stored.");
        }

        Removed(logger, name, actor);
        return Answer.NoContent();
    }

    [LoggerMessage(4084, LogLevel.Information, "secret {Name} removed by {Actor}")]
    private static partial void Removed(ILogger logger, string name, string actor);
}
