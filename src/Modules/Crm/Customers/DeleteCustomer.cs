using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>DELETE /customers/{id}</summary>
internal static class DeleteCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id:long}", HandleAsync)
        .Needs(Permissions.CustomersWrite)
        .Describe("Delete a customer; a tombstone stays", Response.Empty(204), Response.Error(404, 412));

    private static Task<Answer> HandleAsync(long id, HttpContext context, CrmDatabase database) =>
        database.Store.WriteAsync(
            async transaction => await CustomerTable.FindForUpdateAsync(transaction, id) is { } customer
                ? IfMatch.Refuse(context, customer.Version)
                    ?? await ApplyAsync(transaction, database, customer, Caller.Of(context)!.Subject)
                : Answer.NotFound(CustomerTable.Kind, id),
            context.RequestAborted);

    private static async ValueTask<Answer> ApplyAsync(ITransaction transaction, CrmDatabase database, Customer customer, string actor)
    {
        var now = database.Clock.GetUtcNow();
        await CustomerTable.DeleteAsync(transaction, customer, now);
        await database.Log.AppendAsync<CustomerDeleted>(transaction, new RecordChange(
            CustomerTable.Kind, customer.Id, customer.Version + 1, ChangeKind.Deleted, actor, now, "", null));
        return Answer.NoContent();
    }
}
