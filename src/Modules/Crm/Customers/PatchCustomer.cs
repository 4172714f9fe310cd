using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>PATCH /customers/{id} with a JSON Merge Patch</summary>
internal static class PatchCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch("/{id:long}", HandleAsync)
        .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
        .Describe(
            "Change some fields of a customer (JSON Merge Patch)",
            Body.Json("""{ "phone": "+44 20 7946 0020", "organisation": null }"""),
            Response.Of<Customer>(200), Response.Error(400, 404, 409, 412));

    private static Task<Answer> HandleAsync(
        long id, JsonObject patch, HttpContext context, CrmDatabase database) =>
        database.Store.WriteAsync(
            async transaction => Reach.Covers(context, id) && await CustomerTable.FindForUpdateAsync(transaction, id) is { } before
                ? IfMatch.Refuse(context, before.Version) ?? await ApplyAsync(transaction, database, before, patch, context)
                : Answer.NotFound(CustomerTable.Kind, id),
            context.RequestAborted);

    private static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, CrmDatabase database, Customer before, JsonObject patch, HttpContext context)
    {
        CustomerInput input;
        try
        {
            input = MergePatch.Apply(CustomerTable.ToJson(before), patch, CustomerJson.Default.CustomerInput);
        }
        catch (JsonException error)
        {
            return JsonFaults.ToProblem(error);
        }

        return CustomerRules.Check(input).ToProblem() is { } problem
            ? problem
            : await ReplaceCustomer.ApplyAsync(transaction, database, before, input, context);
    }
}
