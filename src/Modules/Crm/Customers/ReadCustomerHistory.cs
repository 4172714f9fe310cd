using Lockstep.Contracts.Access;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>GET /customers/{id}/history</summary>
internal static class ReadCustomerHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/history",
            (long id, HttpRequest request, Work work, CrmDatabase database) =>
                RunAsync(id, request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .Describe(
            "Who changed what of a customer, and when; deleted customers too",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    public static async Task<Answer> RunAsync(long id, IQueryCollection query, Work work, CrmDatabase database) =>
        work.Reaches(id) ? await HistoryReader.ReadAsync(database, CustomerTable.Kind, id, query, work) : Answer.NotFound(
            CustomerTable.Kind, id);
}
