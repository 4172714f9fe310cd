using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>GET /customers/{id}</summary>
internal static class ReadCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}",
            (long id, Work work, CrmDatabase database) =>
                RunAsync(id, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .Describe("Read a customer", Response.Of<Customer>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(long id, Work work, CrmDatabase database)
    {
        var customer = await database.Store.ReadAsync(reader => CustomerTable.FindAsync(reader, id), work.Ct);
        if (customer is null || !work.Reaches(id))
        {
            return Answer.NotFound(CustomerTable.Kind, id);
        }

        return work.Knows(customer.Version)
            ? Answer.NotModified(customer.Version)
            : Answer.Ok(CustomerTable.ToJson(customer), customer.Version);
    }
}
