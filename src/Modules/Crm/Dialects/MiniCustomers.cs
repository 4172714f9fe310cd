using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Dialects;

/// <summary>Customers as the two mock systems and their poller know them.</summary>
internal static class MiniCustomers
{
    private static readonly DialectReads<Customer, CustomerInput, MiniCustomer> Reads = new(CustomerRecord.Reads)
    {
        Path = "/customers",
        Shape = MiniCustomer.Of,
        Json = CustomerShapes.Wire.MiniCustomer,
        ListJson = CustomerShapes.Wire.ListMiniCustomer,
    };

    public static void Map(IEndpointRouteBuilder mini)
    {
        Reads.MapList<CrmDatabase>(mini);
        mini.MapPost(
                "/customers",
                (MiniCustomerInput input, Work work, CustomerWriter customers, CrmDatabase database, ILogger<CrmDatabase> logger) =>
                    Reads.ToldAsync(CreateCustomer.RunAsync(input.ToCustomer(), work, customers, database, logger)).ToHttpAsync())
            .Needs(Permissions.CustomersWrite)
            .Describe("Create a customer", Response.Of<MiniCustomer>(201), Response.Error(400, 409));
    }
}
