using Lockstep.Contracts.Access;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>GET /customers/changes</summary>
internal static class ReadCustomerChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/changes", HandleAsync)
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .Describe(
            "Every change of customers since a position, deletes included",
            Response.Page<ChangeEntry>(), Response.Error(400, 410), ChangesReader.Parameters);

    private static Task<Answer> HandleAsync(HttpContext context, CrmDatabase database) =>
        ChangesReader.ReadAsync(database, CustomerTable.Kind, context, ownedBy: "{0}");
}
