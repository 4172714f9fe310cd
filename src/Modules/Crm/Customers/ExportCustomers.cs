using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>GET /customers/export</summary>
internal static class ExportCustomers
{
    private static readonly ListExport<Customer> Export = new(ListCustomers.Spec)
    {
        Name = "customers",
        Header = "id,externalId,source,name,organisation,email,phone,line,city,region,postalCode,country,status",
        Write = (lines, customer) => lines
            .Add(customer.Id).Add(customer.ExternalId).Add(customer.Source).Add(customer.Name).Add(customer.Organisation).Add(customer.Email)
            .Add(customer.Phone).Add(customer.Address?.Line).Add(customer.Address?.City).Add(customer.Address?.Region)
            .Add(customer.Address?.PostalCode).Add(customer.Address?.Country).Add(customer.Status).End(),
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/export", HandleAsync)
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .WithoutTimeLimit()
        .Describe(
            "All customers as CSV, by the filters of their list; an import takes it back", Response.Text(200, "text/csv"), Response.Error(400),
            Export.Parameters());

    private static Task HandleAsync(HttpContext context, CrmDatabase database) =>
        Export.SendAsync(database, context);
}
