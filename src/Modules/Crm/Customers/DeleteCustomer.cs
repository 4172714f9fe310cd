using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>DELETE /customers/{id}</summary>
internal static class DeleteCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}",
            (long id, Work work, CustomerWriter customers, CrmDatabase database) =>
                RunAsync(id, work, customers, database).ToHttpAsync())
        .Needs(Permissions.CustomersWrite)
        .Describe("Delete a customer; a tombstone stays", Response.Empty(204), Response.Error(404, 412));

    public static Task<Answer> RunAsync(long id, Work work, CustomerWriter customers, CrmDatabase database) =>
        CustomerRecord.Table.RemoveAsync(database, id, work, async (transaction, customer) =>
        {
            await customers.DeleteAsync(transaction, work, customer);
            return null;
        });
}
