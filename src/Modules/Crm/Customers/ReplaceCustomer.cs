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

namespace Lockstep.Crm.Customers;

/// <summary>PUT /customers/{id}</summary>
internal static class ReplaceCustomer
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/{id:long}", HandleAsync)
        .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
        .Describe(
            "Replace a customer",
            Body.Json(
                """
                {
                  "source": "erp", "externalId": "C-1042", "name": "Ada King", "email": "ada.king@example.com",
                  "address": { "city": "London", "country": "GB" }, "status": "active"
                }
                """),
            Response.Of<Customer>(200), Response.Error(400, 404, 409, 412));

    private static async Task<Answer> HandleAsync(
        long id, CustomerInput input, HttpContext context, CrmDatabase database)
    {
        if (CustomerRules.Check(input).ToProblem() is { } problem)
        {
            return problem;
        }

        return await database.Store.WriteAsync(
            async transaction => Reach.Covers(context, id) && await CustomerTable.FindForUpdateAsync(transaction, id) is { } before
                ? IfMatch.Refuse(context, before.Version) ?? await ApplyAsync(transaction, database, before, input, context)
                : Answer.NotFound(CustomerTable.Kind, id),
            context.RequestAborted);
    }

    /// <summary>Brings a customer into a new state; when nothing differs, nothing is written.</summary>
    internal static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, CrmDatabase database, Customer before, CustomerInput input, HttpContext context)
    {
        var now = database.Clock.GetUtcNow();
        var fields = CustomerRules.Changed(before, CustomerTable.With(input, before.Id, before.Version, before.CreatedAt, now));

        // Before the keys are looked up: whose external ids there are, is nothing for customers to try out.
        if (fields.Length > 0 && Reach.Only(context) is not null && CustomerRules.ForStaff(fields) is { } problem)
        {
            return problem;
        }

        if (await CustomerTable.FindHolderAsync(transaction, input, otherThan: before.Id) is { } holder)
        {
            // Whose it is, is nobody's business but the staff's.
            return Reach.Only(context) is null
                ? CreateCustomer.Taken(holder)
                : new Problem(409, $"This {holder.Field} is taken; ask the staff.");
        }

        if (fields.Length == 0)
        {
            return Answer.Ok(CustomerTable.ToJson(before), before.Version);
        }

        var after = await CustomerTable.UpdateAsync(transaction, before, input, now);
        var json = CustomerTable.ToJson(after);
        await database.Log.AppendAsync<CustomerChanged>(transaction, new RecordChange(
            CustomerTable.Kind, after.Id, after.Version, ChangeKind.Changed, Caller.Of(context)!.Subject, now, fields, json));
        return Answer.Ok(json, after.Version);
    }
}
