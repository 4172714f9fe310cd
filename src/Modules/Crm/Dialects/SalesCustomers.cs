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

/// <summary>Customers as sales management has them.</summary>
internal static class SalesCustomers
{
    private const string Example =
        """{ "name": "Ada Lovelace", "email": "ada@example.com", "phone": "+44 20 7946 0018", "address": "12 St James's Square, London" }""";

    public static void Map(IEndpointRouteBuilder sales)
    {
        MapReads(sales);
        sales.MapPost(
                "/customers",
                (SalesCustomerInput input, Work work, CustomerWriter customers, CrmDatabase database, ILogger<CrmDatabase> logger) =>
                    ToldAsync(CreateCustomer.RunAsync(input.ToCustomer(), work, customers, database, logger)).ToHttpAsync())
            .Needs(Permissions.CustomersWrite)
            .Describe("Create a customer", Body.Json(Example), Response.Of<SalesCustomer>(201), Response.Error(400, 409));
        sales.MapPut(
                "/customers/{id:long}",
                (long id, WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database) =>
                    ToldAsync(ChangeAsync(id, whole, work, customers, database)).ToHttpAsync())
            .Accepts<SalesCustomerInput>("application/json")
            .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
            .Describe(
                "Change a customer; what is left out stays as it is",
                Body.Json(Example), Response.Of<SalesCustomer>(200), Response.Error(400, 404, 409));
        sales.MapDelete(
                "/customers/{id:long}",
                (long id, Work work, CustomerWriter customers, CrmDatabase database, [FromServices] IEnumerable<ICustomerTies> ties) =>
                    DeleteCustomer.RunAsync(id, work, customers, database, ties).ToHttpAsync())
            .Needs(Permissions.CustomersWrite)
            .Describe("Delete a customer for whom nothing is under way", Response.Empty(204), Response.Error(404, 409));
    }

    private static void MapReads(IEndpointRouteBuilder sales)
    {
        sales.MapGet(
                "/customers",
                (HttpRequest request, Work work, CrmDatabase database) => BareArray.ReadAsync(
                    request.Query, query => CustomerRecord.Reads.PageAsync(query, work, database), SalesCustomer.Of,
                    CustomerShapes.Wire.ListSalesCustomer).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
            .Describe("List customers as a bare array", Response.Of<List<SalesCustomer>>(200), Response.Error(400), [BareArray.After]);
        sales.MapGet(
                "/customers/{id:long}",
                (long id, Work work, CrmDatabase database) => ToldAsync(CustomerRecord.Reads.ReadAsync(id, work, database)).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
            .Describe("Read one customer", Response.Of<SalesCustomer>(200), Response.Error(404));
    }

    private static Task<Answer> ChangeAsync(long id, WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database)
    {
        var (patch, refusal) = GivenBody.Read(
            whole, CustomerShapes.Default.SalesCustomerInput,
            static input =>
            [
                new("name", "name", input.Name), new("email", "email", input.Email), new("phone", "phone", input.Phone),
                new("address", "address", input.Address),
            ]);
        return patch is null
            ? Task.FromResult<Answer>(refusal!)
            : PatchCustomer.RunAsync(id, before => AddressLine.InParts(patch, before), work, customers, database);
    }

    private static Task<Answer> ToldAsync(Task<Answer> canonical) =>
        canonical.NamedAsync(AddressLine.Field)
            .RetoldAsync(ContractsJson.Wire.Customer, SalesCustomer.Of, CustomerShapes.Wire.SalesCustomer);
}
