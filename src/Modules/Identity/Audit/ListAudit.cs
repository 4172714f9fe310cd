using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Audit;

/// <summary>GET /audit</summary>
internal static class ListAudit
{
    private const string Columns =
        """
        a.number, a.at, a.actor, a.action, a.target, a.refused, a.times, a.version, p.data,
          a.number <= coalesce((select last from audit_head), 0)
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "",
            (HttpRequest request, Work work, IdentityDatabase database, IAuditTrail trail) =>
                RunAsync(request.Query, work, database, trail).ToHttpAsync())
        .Needs(Permissions.AuditRead)
        .Describe("Who did what, newest first", Response.Of<AuditPage>(200), Response.Error(400), AuditQuery.Parameters);

    public static string Sql(string where) =>
        $"select {Columns} from audit a left join audit_personal p on p.number = a.number "
            + $"where {where} order by a.at desc, a.number desc limit $1";

    public static async Task<Answer> RunAsync(
        IQueryCollection query, Work work, IdentityDatabase database, IAuditTrail trail)
    {
        var errors = new Errors();
        var asked = AuditQuery.Parse(query, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        // Before anything is read: nobody gets data out unseen.
        await trail.RecordRepeatedAsync(new AuditEntry(work.Actor, "audit:read", ""), work.Ct);
        var (where, values) = asked.Where();
        var rows = await database.OnDiskAsync(
            database.Store.ReadAsync(reader => reader.QueryAsync(Sql(where), Read, values), work.Ct).AsTask(), work.Ct);
        var items = rows.Take(asked.Size).ToList();
        var next = rows.Count > asked.Size ? AuditQuery.CursorOf(items[^1]) : null;
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new AuditPage(items, next), AuditJson.Default.AuditPage));
    }

    private static AuditItem Read(Row row) => new(
        row.Int64(0), row.Instant(1), row.Text(2), row.Text(3), row.Text(4),
        row.Int64(5) == 1, row.Int64(6), row.Int64OrNull(7),
        row.IsNull(8) ? null : JsonSerializer.Deserialize(row.Bytes(8), AuditJson.Default.IReadOnlyDictionaryStringString),
        row.Int64(9) == 1);
}
