using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Dialects;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Dialects;

/// <summary>The customers, which a portal shows as its users.</summary>
internal static class PortalUsers
{
    private static readonly DialectReads<Customer, CustomerInput, PortalUser> Reads = new(CustomerRecord.Reads)
    {
        Path = "/users",
        Summary = "List customers, whom a portal calls its users",
        Shape = PortalUser.Of,
        Json = CustomerShapes.Wire.PortalUser,
        ListJson = CustomerShapes.Wire.ListPortalUser,
    };

    public static void Map(IEndpointRouteBuilder portal) => Reads.MapList<CrmDatabase>(portal);
}
