using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Customers;

/// <summary>POST /customers</summary>
internal static partial class CreateCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync)
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

    private static async Task<Answer> HandleAsync(
        CustomerInput input, HttpContext context, CrmDatabase database, ILogger<CrmDatabase> logger)
    {
        if (CustomerRules.Check(input).ToProblem() is { } problem)
        {
            return problem;
        }

        var actor = Caller.Of(context)!.Subject;
        return await context.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, CustomerJson.Default.CustomerInput),
            transaction => InsertAsync(transaction, database, input, actor, logger));
    }

    private static async ValueTask<Answer> InsertAsync(
        ITransaction transaction, CrmDatabase database, CustomerInput input, string actor, ILogger logger)
    {
        // The keys are tried rather than looked up first: nearly every customer is a new one.
        var now = database.Clock.GetUtcNow();
        if (await CustomerTable.TryInsertAsync(transaction, input, now) is not { } customer)
        {
            return Taken(await CustomerTable.FindHolderAsync(transaction, input) ?? throw CustomerTable.Vanished());
        }

        var json = CustomerTable.ToJson(customer);
        await database.Log.AppendAsync<CustomerCreated>(transaction, new RecordChange(
            CustomerTable.Kind, customer.Id, 1, ChangeKind.Created, actor, now, CustomerRules.Changed(null, customer), json));
        transaction.OnCommitted(() => Created(logger, customer.Id, actor));
        return Answer.Created(json, 1, $"/api/customers/{customer.Id}");
    }

    /// <summary>A 409 that names the field and the customer that holds its value.</summary>
    internal static Problem Taken((string Field, long Id) holder) => new(
        409,
        $"Customer {holder.Id} has this {holder.Field} already.",
        new Dictionary<string, string[]>(StringComparer.Ordinal) { [holder.Field] = [$"Is taken by customer {holder.Id}."] });

    [LoggerMessage(2001, LogLevel.Information, "customer {Id} created by {Actor}")]
    private static partial void Created(ILogger logger, long id, string actor);
}
