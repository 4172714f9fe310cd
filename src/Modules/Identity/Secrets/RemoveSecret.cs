using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Secrets;

/// <summary>DELETE /secrets/{name}</summary>
internal static partial class RemoveSecret
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{name}", HandleAsync)
        .Needs(Permissions.SecretsWrite)
        .Describe("Remove a stored secret", Response.Empty(204), Response.Error(400, 404));

    private static async Task<Answer> HandleAsync(
        string name, HttpContext context, NamedSecrets secrets, AuditLog audit,
        IdentityDatabase database, ILogger<IdentityDatabase> logger)
    {
        if (SetSecret.Refuse(secrets, name) is { } unknown)
        {
            return unknown;
        }

        var actor = Caller.Of(context)!.Subject;
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
            context.RequestAborted);
        if (!removed)
        {
            return new Problem(404, $"The secret {name} is not stored.");
        }

        Removed(logger, name, actor);
        return Answer.NoContent();
    }

    [LoggerMessage(4084, LogLevel.Information, "secret {Name} removed by {Actor}")]
    private static partial void Removed(ILogger logger, string name, string actor);
}
