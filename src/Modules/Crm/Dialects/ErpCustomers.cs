using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Dialects;

/// <summary>Customers as the dialect of the ERP has them.</summary>
internal static class ErpCustomers
{
    public static void Map(IEndpointRouteBuilder erp)
    {
        erp.MapPost(
                "/api/crm/customer",
                (ErpCustomerInput input, Work work, CustomerWriter customers, CrmDatabase database, ILogger<CrmDatabase> logger) =>
                    CreateAsync(input, work, customers, database, logger).ToHttpAsync())
            .Needs(Permissions.CustomersWrite)
            .Describe("Create a customer", Response.Of<ErpCustomer>(200), Response.Error(400, 409));
        erp.MapGet(
                "/api/crm/customer",
                (HttpRequest request, Work work, CrmDatabase database) => ListAsync(request.Query, work, database).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
            .Describe(
                "List customers, the newest update first",
                Response.Of<SpringPage<ErpCustomer>>(200), Response.Error(400),
                [.. SpringPaging.Parameters, new QueryParameter("updatedAt", "Only those that changed at this instant or later")]);
        erp.MapPut(
                "/api/crm/customer/{id:long}",
                (long id, ErpCustomerInput input, Work work, CustomerWriter customers, CrmDatabase database) =>
                    ReplaceAsync(id, input, work, customers, database).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
            .Describe("Change name and phone of a customer", Response.Of<ErpCustomer>(200), Response.Error(400, 404));
        erp.MapGet(
                "/api/erp/customers/{id:long}",
                (long id, Work work, CrmDatabase database) => ToldAsync(CustomerRecord.Reads.ReadAsync(id, work, database)).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
            .Describe("Read one customer", Response.Of<ErpCustomer>(200), Response.Error(404));
    }

    /// <summary>Here an e-mail address is required.</summary>
    private static Task<Answer> CreateAsync(
        ErpCustomerInput input, Work work, CustomerWriter customers, CrmDatabase database, ILogger logger) => input.Email is null
        ? Task.FromResult<Answer>(Refusal.Invalid("email", "Must be given."))
        : ToldAsync(CreateCustomer.RunAsync(input.ToCustomer(), work, customers, database, logger));

    /// <summary>The newest update first.</summary>
    private static async Task<Answer> ListAsync(IQueryCollection query, Work work, CrmDatabase database)
    {
        var (paging, refusal) = SpringPaging.Read(query);
        if (paging is null)
        {
            return refusal!;
        }

        var asked = paging.ToQuery("-updatedAt", ("updatedSince", SpringPaging.Moment(query["updatedAt"])));
        var (page, fault) = await CustomerRecord.Reads.PageAsync(asked, work, database);
        return page is null
            ? fault!
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                paging.Around(page, [.. page.Rows.Select(ErpCustomer.Of)]), CustomerShapes.Wire.SpringPageErpCustomer));
    }

    /// <summary>Name and phone; the address at which a customer is known to the ERP stays.</summary>
    private static Task<Answer> ReplaceAsync(
        long id, ErpCustomerInput input, Work work, CustomerWriter customers, CrmDatabase database) =>
        ToldAsync(PatchCustomer.RunAsync(
            id, new JsonObject { ["name"] = input.Name, ["phone"] = input.Phone }, work, customers, database));

    private static Task<Answer> ToldAsync(Task<Answer> canonical) =>
        canonical.RetoldAsync(ContractsJson.Wire.Customer, ErpCustomer.Of, CustomerShapes.Wire.ErpCustomer, AnswerKind.Ok);
}
