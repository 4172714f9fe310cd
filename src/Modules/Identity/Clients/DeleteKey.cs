using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>DELETE /clients/{id}/keys/{keyId}</summary>
internal static class DeleteKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id:long}/keys/{keyId:long}", HandleAsync)
        .Needs(Permissions.ClientsWrite)
        .Describe("Remove a key of an API client; it is refused at once", Response.Empty(204), Response.Error(403, 404));

    private static Task<Answer> HandleAsync(
        long id, long keyId, HttpContext context, IdentityDatabase database, Revocations revocations, AuditLog audit) =>
        database.Store.WriteAsync(
            async transaction => await ClientTable.FindAsync(transaction, id) is { } client
                ? ClientRules.RefuseGrant(Caller.Of(context)!, client.Roles, client.Scopes)
                    ?? await RemoveAsync(transaction, revocations, audit, Caller.Of(context)!, client, keyId)
                : Answer.NotFound(ClientTable.Kind, id),
            context.RequestAborted);

    private static async ValueTask<Answer> RemoveAsync(
        ITransaction transaction, Revocations revocations, AuditLog audit, Caller caller, ApiClient client, long keyId)
    {
        if (await transaction.ExecuteAsync("delete from api_keys where id = $1 and client = $2", keyId, client.Id) == 0)
        {
            return Answer.NotFound("key", keyId);
        }

        await revocations.EndSessionAsync(transaction, KeyTable.Session(keyId));
        await audit.AppendAsync(transaction, new AuditEntry(caller.Subject, "key:removed", KeyTable.Target(client, keyId)));
        return Answer.NoContent();
    }
}
