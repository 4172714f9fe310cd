using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>POST /users/{id}/erase</summary>
internal static class EraseUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/erase",
            (long id, Work work, IdentityDatabase database, UserTable users, AuditLog log, IEnumerable<IErasurePart> parts) =>
                RunAsync(id, work, database, users, log, parts).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .AfterRecentSignIn()
        .WithoutTimeLimit()
        .Describe(
            "Erase a person who signs in, whose account is deleted: history, what is personal in the audit log. Repeated, it does the rest",
            Response.Of<ErasedUser>(200), Response.Error(404, 409, 412));

    /// <summary>The entries of the audit log first: what goes without them counts as taken away.</summary>
    public static async Task<Answer> RunAsync(
        long id, Work work, IdentityDatabase database, UserTable users, AuditLog log, IEnumerable<IErasurePart> parts)
    {
        if (await database.Store.ReadAsync(reader => HistoryEnd.FindAsync(reader, UserTable.Kind, id), work.Ct) is not { } end)
        {
            return Answer.NotFound(UserTable.Kind, id);
        }

        // Deleted already is no fault: an erasure that was cut short goes on from here.
        if (!end.IsDelete && (await DeleteUser.RunAsync(id, work, database, users)).Refusal is { } refusal)
        {
            return refusal;
        }

        await log.RecordAsync(HistoryErasure.EntryOf(work.Actor, UserTable.Path(id)), work.Ct);
        var versions = await database.Store.WriteAsync(
            async transaction =>
            {
                await HistoryErasure.ForgetAnswersAsync(
                    transaction, string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},%"), $"/api/{UserTable.Path(id)}");
                await transaction.SendAsync("update sessions set address = null where user_id = $1", id);
                return await HistoryErasure.EraseAsync(transaction, UserTable.Kind, id, keepsNewest: false);
            },
            work.Ct);
        foreach (var part in parts)
        {
            await part.EraseUserAsync(id, work.Ct);
        }

        var entries = await EraseAudit.EraseAllAsync("actor", UserAccount.SubjectOf(id), work, database, log)
            + await EraseAudit.EraseAllAsync("target", UserTable.Path(id), work, database, log);
        var proof = $"/api/audit?action=record:erased&target={UserTable.Path(id)}";
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ErasedUser(id, versions, entries, proof), UserJson.Default.ErasedUser));
    }
}
