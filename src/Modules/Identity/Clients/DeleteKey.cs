using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>DELETE /clients/{id}/keys/{keyId}</summary>
internal static class DeleteKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}/keys/{keyId:long}",
            (long id, long keyId, Work work, IdentityDatabase database, Revocations revocations, AuditLog audit) =>
                RunAsync(id, keyId, work, database, revocations, audit).ToHttpAsync())
        .Needs(Permissions.ClientsWrite)
        .AfterRecentSignIn()
        .Describe("Remove a key of an API client; it is refused at once", Response.Empty(204), Response.Error(403, 404));

    public static Task<Answer> RunAsync(
        long id, long keyId, Work work, IdentityDatabase database, Revocations revocations, AuditLog audit) =>
        database.Store.WriteAsync(
            async transaction => await ClientTable.FindAsync(transaction, id) is { } client
                ? ClientRules.RefuseGrant(work.Caller, client.Roles, client.Scopes)
                    ?? await RemoveAsync(transaction, revocations, audit, work.Caller, client, keyId)
                : Answer.NotFound(ClientTable.Kind, id),
            work.Ct);

    private static async ValueTask<Answer> RemoveAsync(
        ITransaction transaction, Revocations revocations, AuditLog audit, Caller caller, ApiClient client, long keyId)
    {
        if (await transaction.ExecuteAsync("delete from api_keys where id = $1 and client = $2", keyId, client.Id) == 0)
        {
            return Answer.NotFound("key", keyId);
        }

        // Tokens name the key that they were got with, so that those of the client's other keys go on.
        await revocations.EndSessionAsync(transaction, KeyTable.Session(keyId));
        await audit.AppendAsync(transaction, new AuditEntry(caller.Subject, "key:removed", KeyTable.Target(client, keyId)));
        return Answer.NoContent();
    }
}
