using Lockstep.Contracts.Access;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>GET /customers/changes</summary>
internal static class ReadCustomerChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/changes",
            (HttpRequest request, Work work, CrmDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .Describe(
            "Every change of customers since a position, deletes included",
            Response.Page<ChangeEntry>(), Response.Error(400, 410), ChangesReader.Parameters);

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, CrmDatabase database) =>
        ChangesReader.ReadAsync(database, CustomerTable.Kind, query, work, ownedBy: "{0}");
}
