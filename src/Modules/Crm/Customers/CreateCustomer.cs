using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Customers;

/// <summary>POST /customers</summary>
internal static partial class CreateCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/",
            (CustomerInput input, Work work, CustomerWriter customers, CrmDatabase database, ILogger<CrmDatabase> logger) =>
                RunAsync(input, work, customers, database, logger).ToHttpAsync())
        .Needs(Permissions.CustomersWrite)
        .Describe(
            "Create a customer",
            Body.Json(
                """
                {
                  "source": "erp", "externalId": "C-1042", "organisation": "Analytical Engines Ltd", "name": "Ada Lovelace",
                  "email": "ada@example.com", "phone": "+44 20 7946 0018",
                  "address": { "line": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB" }
                }
                """),
            Response.Of<Customer>(201), Response.Error(400, 409, 422));

    public static Task<Answer> RunAsync(CustomerInput input, Work work, CustomerWriter customers, CrmDatabase database, ILogger logger) =>
        CustomerWriter.Refuse(input) is { } refusal
            ? Task.FromResult<Answer>(refusal)
            : work.WriteOnceAsync(
                database,
                () => JsonSerializer.SerializeToUtf8Bytes(input, CustomerJson.Default.CustomerInput),
                async transaction =>
                {
                    var made = await customers.CreateAsync(transaction, work, input);
                    if (made.Record is { } customer)
                    {
                        transaction.OnCommitted(() => Created(logger, customer.Id, work.Actor));
                    }

                    return made.ToCreated(static customer => $"/api/customers/{customer.Id}");
                });

    [LoggerMessage(2001, LogLevel.Information, "customer {Id} created by {Actor}")]
    private static partial void Created(ILogger logger, long id, string actor);
}
