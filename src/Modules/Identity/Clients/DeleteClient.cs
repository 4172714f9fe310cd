using Lockstep.Contracts.Access;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>DELETE /clients/{id}</summary>
internal static class DeleteClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}",
            (long id, Work work, IdentityDatabase database, Revocations revocations) =>
                RunAsync(id, work, database, revocations).ToHttpAsync())
        .Needs(Permissions.ClientsWrite)
        .AfterRecentSignIn()
        .Describe("Delete an API client with all its keys; its tokens end at once", Response.Empty(204), Response.Error(403, 404, 412));

    public static Task<Answer> RunAsync(long id, Work work, IdentityDatabase database, Revocations revocations) =>
        database.Store.WriteAsync(
            async transaction => await ClientTable.FindForUpdateAsync(transaction, id) is { } client
                ? work.RefuseStale(client.Version)
                    ?? ClientRules.RefuseGrant(work.Caller, client.Roles, client.Scopes)
                    ?? await ApplyAsync(transaction, database, revocations, client, work.Actor)
                : Answer.NotFound(ClientTable.Kind, id),
            work.Ct);

    private static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, IdentityDatabase database, Revocations revocations, ApiClient client, string actor)
    {
        // Whoever takes the name next must see which tokens no longer count.
        await transaction.LockAsync(ClientTable.Subject(client.ClientId));
        var now = database.Clock.GetUtcNow();
        await revocations.EndSubjectAsync(transaction, ClientTable.Subject(client.ClientId), client.TokenVersion + 1);
        await transaction.ExecuteAsync("delete from api_keys where client = $1", client.Id);

        // The event of a delete carries no record. Other processes learn from this one which tokens to forget.
        var shut = client with { Disabled = true, TokenVersion = client.TokenVersion + 1, Version = client.Version + 1, UpdatedAt = now };
        await database.Log.AppendAsync<ApiClientChanged>(transaction, new RecordChange(
            ClientTable.Kind, shut.Id, shut.Version, ChangeKind.Changed, actor, now, "disabled", ClientTable.ToJson(shut)));
        await transaction.ExecuteAsync("delete from clients where id = $1", client.Id);
        await transaction.ExecuteAsync(
            "insert into tombstones (kind, record_id, version, deleted_at) values ($1, $2, $3, $4)", ClientTable.Kind, client.Id,
            shut.Version + 1, now);
        await database.Log.AppendAsync<ApiClientDeleted>(
            transaction, new RecordChange(ClientTable.Kind, client.Id, shut.Version + 1, ChangeKind.Deleted, actor, now, "", null));
        return Answer.NoContent();
    }
}
