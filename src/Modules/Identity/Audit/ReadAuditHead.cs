using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.Audit;

/// <summary>How far the log is sealed.</summary>
/// <param name="Newest">Number of the newest entry; 0 when there is none.</param>
/// <param name="Number">Number of the newest sealed entry; absent when there is none.</param>
/// <param name="Hash">Hash of all entries up to it, in hexadecimal.</param>
/// <param name="SealedAt">When it was sealed.</param>
/// <param name="Anchor">Number and hash as <c>lockstep audit verify --anchor</c> takes them.</param>
internal sealed record AuditHead(long Newest, long? Number, string? Hash, DateTimeOffset? SealedAt, string? Anchor);

/// <summary>GET /audit/head</summary>
internal static class ReadAuditHead
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/head", HandleAsync)
        .Needs(Permissions.AuditRead)
        .Describe("The newest sealed entry and its hash, to be kept elsewhere", Response.Of<AuditHead>(200));

    private static async Task<Answer> HandleAsync(HttpContext context, [FromKeyedServices(IdentityModule.Key)] ModuleDatabase database)
    {
        var (newest, seal) = await database.Store.ReadAsync(
            async reader => (
                await reader.FirstAsync("select coalesce(max(number), 0) from audit", static row => row.Int64(0)),
                await AuditSeal.NewestAsync(reader)),
            context.RequestAborted);
        var head = seal is null
            ? new AuditHead(newest, null, null, null, null)
            : new AuditHead(
                Math.Max(newest, seal.Last), seal.Last, Convert.ToHexStringLower(seal.Hash),
                DateTimeOffset.FromUnixTimeMilliseconds(seal.At), new AuditAnchor(seal.Last, seal.Hash).ToString());
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(head, IdentityJson.Default.AuditHead));
    }
}
