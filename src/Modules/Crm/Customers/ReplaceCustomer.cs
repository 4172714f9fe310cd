using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>PUT /customers/{id}</summary>
internal static class ReplaceCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut(
            "/{id:long}",
            (long id, WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database) =>
                RunAsync(id, whole.Members, work, customers, database).ToHttpAsync())
        .Accepts<CustomerInput>("application/json")
        .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
        .Describe(
            "Replace a customer",
            Body.Json(
                """
                {
                  "source": "erp", "externalId": "C-1042", "name": "Ada King", "email": "ada.king@example.com",
                  "address": { "city": "London", "country": "GB" }, "status": "active"
                }
                """),
            Response.Of<Customer>(200), Response.Error(400, 404, 409, 412));

    public static Task<Answer> RunAsync(long id, JsonObject whole, Work work, CustomerWriter customers, CrmDatabase database) =>
        CustomerRecord.Table.ChangeAsync(database, id, work, async (transaction, before) =>
        {
            var (input, refusal) = MergePatch.TryReplace(CustomerRecord.Table.ToJson(before), whole, CustomerJson.Default.CustomerInput);
            return input is null ? refusal! : await customers.ChangeAsync(transaction, work, before, input);
        });
}
