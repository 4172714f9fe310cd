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
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Dialects;

/// <summary>Customers as the shop has them: each sees and changes itself, the staff all. How one comes about and signs in, Identity says.</summary>
internal static class ShopCustomers
{
    private const string Example = """{ "name": "Ada Lovelace", "email": "ada@example.com" }""";

    public static void Map(IEndpointRouteBuilder shop)
    {
        MapReads(shop);
        shop.MapPost(
                "/api/customers",
                (ShopCustomerInput input, Work work, CustomerWriter customers, CrmDatabase database, ILogger<CrmDatabase> logger) =>
                    ToldAsync(CreateCustomer.RunAsync(input.ToCustomer(), work, customers, database, logger)).ToHttpAsync())
            .Needs(Permissions.CustomersWrite)
            .Describe("Create a customer who does not sign in", Body.Json(Example), Response.Of<ShopCustomer>(201), Response.Error(400, 409));
        shop.MapPut(
                "/api/customers/{id:long}",
                (long id, WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database) =>
                    ToldAsync(ChangeAsync(id, whole, work, customers, database)).ToHttpAsync())
            .Accepts<ShopCustomerInput>("application/json")
            .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
            .Describe(
                "Change a customer; what is left out stays as it is",
                Body.Json(Example), Response.Of<ShopCustomer>(200), Response.Error(400, 404, 409));
        shop.MapDelete(
                "/api/customers/{id:long}",
                (long id, Work work, CustomerWriter customers, CrmDatabase database, [FromServices] IEnumerable<ICustomerTies> ties) =>
                    DeleteCustomer.RunAsync(id, work, customers, database, ties).ToHttpAsync())
            .Needs(Permissions.CustomersWrite)
            .Describe("Delete a customer for whom nothing is under way", Response.Empty(204), Response.Error(404, 409));
    }

    private static void MapReads(IEndpointRouteBuilder shop)
    {
        shop.MapGet(
                "/api/customers",
                (HttpRequest request, Work work, CrmDatabase database) => BareArray.ReadAsync(
                    request.Query, query => CustomerRecord.Reads.PageAsync(query, work, database), ShopCustomer.Of,
                    CustomerShapes.Wire.ListShopCustomer).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
            .Describe("List customers as a bare array", Response.Of<List<ShopCustomer>>(200), Response.Error(400), [BareArray.After]);
        shop.MapGet(
                "/api/customers/{id:long}",
                (long id, Work work, CrmDatabase database) => ToldAsync(CustomerRecord.Reads.ReadAsync(id, work, database)).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
            .Describe("Read one customer", Response.Of<ShopCustomer>(200), Response.Error(404));
    }

    private static Task<Answer> ChangeAsync(long id, WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database)
    {
        var (patch, refusal) = GivenBody.Read(
            whole, CustomerShapes.Default.ShopCustomerInput,
            static input => [new("name", "name", input.Name), new("email", "email", input.Email)]);
        return patch is null ? Task.FromResult<Answer>(refusal!) : PatchCustomer.RunAsync(id, patch, work, customers, database);
    }

    private static Task<Answer> ToldAsync(Task<Answer> canonical) =>
        canonical.RetoldAsync(ContractsJson.Wire.Customer, ShopCustomer.Of, CustomerShapes.Wire.ShopCustomer);
}
