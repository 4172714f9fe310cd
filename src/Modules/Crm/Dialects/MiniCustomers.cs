using Lockstep.Contracts.Access;
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

/// <summary>Customers as the two mock systems and their poller know them.</summary>
internal static class MiniCustomers
{
    public static void Map(IEndpointRouteBuilder mini)
    {
        mini.MapGet(
                "/customers",
                (HttpRequest request, Work work, CrmDatabase database) => BareArray.ReadAsync(
                    request.Query, query => CustomerRecord.Reads.PageAsync(query, work, database), MiniCustomer.Of,
                    CustomerShapes.Wire.ListMiniCustomer).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
            .Describe(
                "List customers as a bare array",
                Response.Of<List<MiniCustomer>>(200),
                [BareArray.After]);
        mini.MapPost(
                "/customers",
                (MiniCustomerInput input, Work work, CustomerWriter customers, CrmDatabase database, ILogger<CrmDatabase> logger) =>
                    CreateCustomer.RunAsync(input.ToCustomer(), work, customers, database, logger)
                        .RetoldAsync(ContractsJson.Wire.Customer, MiniCustomer.Of, CustomerShapes.Wire.MiniCustomer).ToHttpAsync())
            .Needs(Permissions.CustomersWrite)
            .Describe("Create a customer", Response.Of<MiniCustomer>(201), Response.Error(400, 409));
    }
}
