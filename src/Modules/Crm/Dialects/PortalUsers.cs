using Lockstep.Contracts.Access;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Dialects;

/// <summary>The customers, which a portal shows as its users.</summary>
internal static class PortalUsers
{
    public static void Map(IEndpointRouteBuilder portal) => portal.MapGet(
            "/users",
            (HttpRequest request, Work work, CrmDatabase database) => BareArray.ReadAsync(
                request.Query, query => CustomerRecord.Reads.PageAsync(query, work, database), PortalUser.Of,
                CustomerShapes.Wire.ListPortalUser).ToHttpAsync())
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .Describe(
            "List customers, whom a portal calls its users",
            Response.Of<List<PortalUser>>(200), Response.Error(400),
            [BareArray.After]);
}
