using System.Globalization;
using System.Text;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Imports;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Import;

/// <summary>GET /customers/export</summary>
internal static class ExportCustomers
{
    private const string Header = "id,externalId,source,name,organisation,email,phone,line,city,region,postalCode,country,status";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/export", HandleAsync)
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .WithoutTimeLimit()
        .Describe(
            "All customers as CSV, which an import takes back", Response.Text(200, "text/csv"), Response.Error(400),
            [
                new QueryParameter("status", "Only customers that are active or inactive"),
                new QueryParameter("source", "Only customers of this source"),
            ]);

    private static async Task HandleAsync(
        HttpContext context, [FromKeyedServices(CrmModule.Key)] ModuleDatabase database, IOptions<ImportOptions> options, IAuditTrail trail)
    {
        var status = context.Request.Query["status"] is [{ Length: > 0 } givenStatus] ? givenStatus : null;
        var source = context.Request.Query["source"] is [{ Length: > 0 } givenSource] ? givenSource : null;
        if (Check(status, source).ToProblem() is { } problem)
        {
            await ((Answer)problem).ExecuteAsync(context);
            return;
        }

        var (after, last) = Reach.Only(context) is { } only ? (only - 1, only) : (0, long.MaxValue);
        await RecordAsync(trail, context);
        await CsvDownload.SendAsync(context, "customers.csv", Header, async lines =>
        {
            var customers = await database.Store.ReadAsync(
                reader => reader.QueryAsync(
                    $"""
                    select {CustomerTable.Columns} from customers
                    where id > $1 and id <= $5 and ($2 is null or status = $2) and ($3 is null or source = $3) order by id limit $4
                    """,
                    CustomerTable.Read, after, status, source, options.Value.ReadRows, last),
                context.RequestAborted);
            foreach (var customer in customers)
            {
                Append(lines, customer);
                after = customer.Id;
            }

            return customers.Count == options.Value.ReadRows;
        });
    }

    private static Errors Check(string? status, string? source)
    {
        var errors = new Errors();
        TextRules.Check(errors, "source", source, CustomerRules.ShortMax);
        if (status is not (null or CustomerRules.Active or CustomerRules.Inactive))
        {
            errors.Add("status", "Must be active or inactive.");
        }

        return errors;
    }

    /// <summary>Each export has its entry; those of customers, who export themselves, are counted like other repeats.</summary>
    private static Task RecordAsync(IAuditTrail trail, HttpContext context)
    {
        var entry = new AuditEntry(Caller.Of(context)!.Subject, "customers:exported", "customers");
        return Reach.Only(context) is null ? trail.RecordAsync(entry, context.RequestAborted) : trail.RecordRepeatedAsync(entry, context.RequestAborted);
    }

    private static void Append(StringBuilder lines, Customer customer)
    {
        lines.Append(customer.Id.ToString(CultureInfo.InvariantCulture));
        ReadOnlySpan<string?> cells =
        [
            customer.ExternalId, customer.Source, customer.Name, customer.Organisation, customer.Email, customer.Phone, customer.Address?.Line,
            customer.Address?.City, customer.Address?.Region, customer.Address?.PostalCode, customer.Address?.Country, customer.Status,
        ];
        foreach (var cell in cells)
        {
            CsvText.Append(lines.Append(','), cell);
        }

        lines.Append('\n');
    }
}
