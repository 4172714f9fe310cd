using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Audit;

/// <summary>GET /audit/head</summary>
internal static class ReadAuditHead
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/head",
            (Work work, IdentityDatabase database) =>
                RunAsync(work, database).ToHttpAsync())
        .Needs(Permissions.AuditRead)
        .Describe("The newest sealed entry and its hash, to be kept elsewhere", Response.Of<AuditHead>(200));

    public static async Task<Answer> RunAsync(Work work, IdentityDatabase database)
    {
        // Only what is on disk: an anchor that is kept elsewhere must not tell of entries that a power cut takes back.
        var (newest, seal) = await database.OnDiskAsync(
            database.Store.ReadAsync(
                async reader => (
                    await reader.FirstAsync("select coalesce(max(number), 0) from audit", static row => row.Int64(0)),
                    await AuditSeal.NewestAsync(reader)),
                work.Ct).AsTask(),
            work.Ct);
        var head = seal is null
            ? new AuditHead(newest, null, null, null, null)
            : new AuditHead(
                Math.Max(newest, seal.Last), seal.Last, Convert.ToHexStringLower(seal.Hash),
                DateTimeOffset.FromUnixTimeMilliseconds(seal.At), new AuditAnchor(seal.Last, seal.Hash).ToString());
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(head, AuditJson.Default.AuditHead));
    }
}
