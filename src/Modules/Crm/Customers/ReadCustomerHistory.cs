using Lockstep.Contracts.Access;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>GET /customers/{id}/history</summary>
internal static class ReadCustomerHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}/history", HandleAsync)
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .Describe(
            "Who changed what of a customer, and when; deleted customers too",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    private static async Task<Answer> HandleAsync(long id, HttpContext context, CrmDatabase database) =>
        Reach.Covers(context, id) ? await HistoryReader.ReadAsync(database, CustomerTable.Kind, id, context) : Answer.NotFound(CustomerTable.Kind, id);
}
