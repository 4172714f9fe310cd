using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Import;

/// <summary>
/// POST /customers/batch: many new customers in one commit, each with a result of its own. One that is there already stays as it is.
/// </summary>
internal static class CreateCustomers
{
    private static readonly JsonSerializerOptions Rows = JsonBodies.Reader(CustomerJson.Default);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/batch",
            (NewCustomers batch, Work work, CustomerWriter customers, CrmDatabase database, IOptions<CustomerOptions> options) =>
                RunAsync(batch, work, customers, database, options.Value.BatchMax).ToHttpAsync())
        .Needs(Permissions.CustomersWrite)
        .Describe(
            "Create many customers in one commit; each has its own result, and those that are there already stay as they are",
            Body.Json(
                """{ "customers": [{ "name": "Bo Li", "email": "bo@example.com" }, { "name": "Eve Ray", "email": "eve@example.com" }] }"""),
            Response.Of<NewCustomerResults>(200), Response.Error(400, 422));

    public static Task<Answer> RunAsync(NewCustomers batch, Work work, CustomerWriter customers, CrmDatabase database, int most)
    {
        if (batch.Customers is not { Count: > 0 } given || given.Count > most)
        {
            return Task.FromResult<Answer>(Refusal.Invalid("customers", $"Must be given, 1 to {most} of them."));
        }

        return RunAsync(
            [.. given.Select(Read)],
            () => JsonSerializer.SerializeToUtf8Bytes(batch, NewCustomersJson.Default.NewCustomers), work, customers,
            database);
    }

    /// <summary>The same for rows that another door has read.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="request">What is asked for, in a form that is equal for equal requests.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="customers">The writer.</param>
    /// <param name="database">The module's database.</param>
    public static Task<Answer> RunAsync(
        IReadOnlyList<CustomerRow> rows, Func<ReadOnlyMemory<byte>> request, Work work, CustomerWriter customers, CrmDatabase database)
    {
        var isRepeat = false;
        return work.WriteOnceAsync(
            database,
            request,
            async transaction =>
            {
                var again = isRepeat;
                isRepeat = true;
                var written = await CustomerRows.WriteAsync(
                    transaction, work, customers, rows, again,
                    (_, row) => row.Fault is { } fault ? ValueTask.FromResult<Written<Customer>>(fault)
                        : customers.CreateAsync(transaction, work, row.Input));
                var results = new NewCustomerResults([.. written.Select(NewCustomerResult.Of)]);
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(results, NewCustomersJson.Default.NewCustomerResults));
            });
    }

    private static CustomerRow Read(JsonElement element)
    {
        try
        {
            return element.Deserialize<CustomerInput>(Rows) is { } input
                ? CustomerRow.New(input)
                : CustomerRow.Refused(Refusal.Invalid("$", "Must be a customer."));
        }
        catch (JsonException fault)
        {
            return CustomerRow.Refused(JsonFaults.ToRefusal(fault));
        }
    }
}
