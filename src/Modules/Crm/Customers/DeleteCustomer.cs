using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>DELETE /customers/{id}: not while something is under way for the customer</summary>
internal sealed class DeleteCustomer(
    CustomerWriter customers, CrmDatabase database, IEnumerable<ICustomerTies> ties, IEnumerable<ICustomerBelongings> belongings)
{
    private const int NamedMax = 10;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}", (long id, Work work, [FromServices] DeleteCustomer deletion) => deletion.RunAsync(id, work).ToHttpAsync())
        .Needs(Permissions.CustomersWrite)
        .Describe(
            "Delete a customer for whom nothing is under way, such as an order or a package; a tombstone stays", Response.Empty(204),
            Response.Error(404, 409, 412));

    public async Task<Answer> RunAsync(long id, Work work)
    {
        // Before the write, which asks nobody else.
        var named = new List<string>();
        foreach (var tie in ties)
        {
            named.AddRange(await tie.ListAsync(id, NamedMax, work.Ct));
        }

        return await CustomerRecord.Table.RemoveAsync(database, id, work, async (transaction, customer) =>
        {
            if (named.Count > 0)
            {
                return new Refusal(
                    RefusalCode.Conflict,
                    $"Customer {id} is waiting for {string.Join(", ", named)}; cancel or finish that first, or make the customer "
                    + "inactive.");
            }

            if (await CustomerRecord.IsFollowedAsync(transaction, id))
            {
                return new Refusal(
                    RefusalCode.Conflict,
                    $"Records of a customer who was merged into customer {id} are still on their way (/api/customers/{id}/merge); wait "
                    + "until that is done.",
                    RetryAfter: TimeSpan.FromSeconds(1));
            }

            foreach (var belonging in belongings)
            {
                await belonging.DeleteAllAsync(transaction, work, id);
            }

            await customers.DeleteAsync(transaction, work, customer);
            return null;
        });
    }
}
