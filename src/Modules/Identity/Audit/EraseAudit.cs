using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Audit;

/// <summary>DELETE /audit/personal</summary>
internal static class EraseAudit
{
    private const int ChunkSize = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/personal",
                (HttpRequest request, Work work, IdentityDatabase database, AuditLog log) =>
                    RunAsync(request.Query, work, database, log).ToHttpAsync())
            .Needs(Permissions.UsersWrite)
            .Describe(
                "Erase what is personal about an actor or a target; the entries stay, and still verify",
                Response.Of<Erased>(200),
                Response.Error(400),
                [
                    new QueryParameter("actor", "Whose, for example user:7"),
                    new QueryParameter("target", "Or on which target, for example users/7"),
                ]);

    public static async Task<Answer> RunAsync(
        IQueryCollection query, Work work, IdentityDatabase database, AuditLog log)
    {
        if (Filter(query) is not var (column, value))
        {
            return Refusal.Invalid("actor", "Give an actor or a target, one of them.");
        }

        // What is erased is the target of an entry about it, and stands in an index.
        var errors = new Errors();
        TextRules.Check(errors, column, value, AuditQuery.ValueMax);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var erased = await EraseAllAsync(column, value, work, database, log);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new Erased(erased), AuditJson.Default.Erased));
    }

    /// <summary>First the entry: what goes without one was taken away by somebody. What comes behind it stays.</summary>
    public static async Task<long> EraseAllAsync(string column, string value, Work work, IdentityDatabase database, AuditLog log)
    {
        var number = await database.Store.WriteAsync(
            transaction => log.AppendAsync(transaction, new AuditEntry(work.Actor, AuditErasures.OfEntries, value)), work.Ct);
        long erased = 0;
        int more;
        do
        {
            more = await database.Store.WriteAsync(transaction => EraseAsync(transaction, column, value, number), work.Ct);
            erased += more;
        }
        while (more > 0);
        return erased;
    }

    private static (string Column, string Value)? Filter(IQueryCollection query) =>
        (query["actor"].ToString(), query["target"].ToString()) switch
        {
            ({ Length: > 0 } actor, "") when query.Count == 1 => ("actor", actor),
            ("", { Length: > 0 } target) when query.Count == 1 => ("target", target),
            _ => null,
        };

    /// <summary>A chunk at a time, so that nobody waits long.</summary>
    private static ValueTask<int> EraseAsync(ITransaction transaction, string column, string value, long before) =>
        transaction.ExecuteAsync(
        $"""
        delete from audit_personal where number in (
          select p.number from audit a join audit_personal p on p.number = a.number where a.{column} = $1 and a.number < $3 limit $2)
        """,
        value, ChunkSize, before);
}
