using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>PATCH /customers/{id} with a JSON Merge Patch</summary>
internal static class PatchCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (long id, JsonObject patch, Work work, CustomerWriter customers, CrmDatabase database) =>
                RunAsync(id, patch, work, customers, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
        .Describe(
            "Change some fields of a customer (JSON Merge Patch)",
            Body.Json("""{ "phone": "+44 20 7946 0020", "organisation": null }"""),
            Response.Of<Customer>(200), Response.Error(400, 404, 409, 412));

    public static Task<Answer> RunAsync(long id, JsonObject patch, Work work, CustomerWriter customers, CrmDatabase database) =>
        RunAsync(id, _ => patch, work, customers, database);

    /// <summary>The same with a patch that is made for the customer as it is.</summary>
    public static Task<Answer> RunAsync(
        long id, Func<Customer, JsonObject> patch, Work work, CustomerWriter customers, CrmDatabase database) =>
        CustomerRecord.Table.ChangeAsync(database, id, work, async (transaction, before) =>
        {
            var (input, refusal) = MergePatch.TryApply(
                CustomerRecord.Table.ToJson(before), patch(before), CustomerJson.Default.CustomerInput);
            return input is null ? refusal! : await customers.ChangeAsync(transaction, work, before, input);
        });
}
