using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>POST /customers/{id}/erase</summary>
internal sealed class EraseCustomer(
    CustomerWriter customers, CrmDatabase database, IEnumerable<ICustomerTies> ties, IEnumerable<IErasurePart> parts, IAuditTrail trail)
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/erase", (long id, Work work, [FromServices] EraseCustomer erasure) => erasure.RunAsync(id, work).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .WithoutTimeLimit()
        .Describe(
            "Erase the person behind a customer, who is deleted with it: histories, names in orders, deliveries. Repeated, it does what is left",
            Response.Of<ErasedCustomer>(200), Response.Error(404, 409, 412));

    /// <summary>
    /// The entry of the audit log before anything goes: what goes without it counts as taken away. The customer's own history last; each
    /// step can be done again.
    /// </summary>
    public async Task<Answer> RunAsync(long id, Work work)
    {
        if (await database.Store.ReadAsync(reader => HistoryEnd.FindAsync(reader, CustomerRecord.Kind, id), work.Ct) is not { } end)
        {
            return Answer.NotFound(CustomerRecord.Kind, id);
        }

        if (!end.IsDelete && (await DeleteCustomer.RunAsync(id, work, customers, database, ties)).Refusal is { } refusal)
        {
            return refusal;
        }

        var subject = string.Create(CultureInfo.InvariantCulture, $"customers/{id}");
        await trail.RecordAsync(HistoryErasure.EntryOf(work.Actor, subject), work.Ct);
        var records = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            records[part.Name] = await part.EraseAsync(id, work.Actor, work.Ct);
        }

        var versions = await database.Store.WriteAsync(
            async transaction =>
            {
                await HistoryErasure.ForgetAnswersAsync(
                    transaction, string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},%"), $"/api/{subject}");
                return await HistoryErasure.EraseAsync(transaction, CustomerRecord.Kind, id, keepsNewest: false);
            },
            work.Ct);
        var proof = $"/api/audit?action=record:erased&target={subject}";
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ErasedCustomer(id, versions, records, proof),
            CustomerJson.Default.ErasedCustomer));
    }
}
