using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>GET /customers/{id}</summary>
internal static class ReadCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}", HandleAsync)
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .Describe("Read a customer", Response.Of<Customer>(200), Response.Error(404));

    private static async Task<Answer> HandleAsync(
        long id, HttpContext context, CrmDatabase database)
    {
        var customer = await database.Store.ReadAsync(reader => CustomerTable.FindAsync(reader, id), context.RequestAborted);
        if (customer is null || !Reach.Covers(context, id))
        {
            return Answer.NotFound(CustomerTable.Kind, id);
        }

        return ETag.IsKnown(context, customer.Version)
            ? Answer.NotModified(customer.Version)
            : Answer.Ok(CustomerTable.ToJson(customer), customer.Version);
    }
}
