using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Merging;

/// <summary>GET /customers/{id}/merge: the merges in which a customer takes part, and how far they are</summary>
internal static class ReadMerges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/merge",
            (long id, Work work, CrmDatabase database, IOptions<RetentionOptions> options) =>
                RunAsync(id, work, database, options.Value.Merges).ToHttpAsync())
        .Needs(Permissions.CustomersRead)
        .Describe(
            "The merges in which a customer takes part, whether it is left or gone, and how far its records are",
            Response.Of<MergeList>(200), Response.Error(404));

    public static Task<Answer> RunAsync(long id, Work work, CrmDatabase database, TimeSpan undoFor) => database.Store.ReadAsync(
        async reader =>
        {
            var merges = await MergeTable.ListAsync(reader, id);
            if (merges.Count == 0 && await HistoryEnd.FindAsync(reader, CustomerRecord.Kind, id) is null)
            {
                return Answer.NotFound(CustomerRecord.Kind, id);
            }

            var (now, views) = (database.Clock.GetUtcNow(), new List<MergeView>(merges.Count));
            foreach (var merge in merges)
            {
                views.Add(merge.ToView(await MergeTable.PartsAsync(reader, merge.Id), undoFor, now));
            }

            return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new MergeList(views), MergeJson.Wire.MergeList));
        },
        work.Ct).AsTask();
}
