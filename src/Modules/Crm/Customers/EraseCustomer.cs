using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>POST /customers/{id}/erase</summary>
internal sealed class EraseCustomer(
    DeleteCustomer deletion, CrmDatabase database, IEnumerable<IErasurePart> parts, IAuditTrail trail)
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/erase", (long id, Work work, [FromServices] EraseCustomer erasure) => erasure.RunAsync(id, work).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .WithoutTimeLimit()
        .Describe(
            "Erase the person behind a customer, who is deleted with it: histories, "
                + "names in orders, deliveries. Repeated, it does what is left",
            Response.Of<ErasedCustomer>(200), Response.Error(404, 409, 410, 412));

    /// <summary>
    /// Those who were merged into the customer are the same person, and go first; so a repeat finds them. The customer's own history last,
    /// which is also where its addresses are known from; each step can be done again.
    /// </summary>
    public async Task<Answer> RunAsync(long id, Work work)
    {
        var (end, gone, merged) = await database.Store.ReadAsync(
            async reader => (
                await HistoryEnd.FindAsync(reader, CustomerRecord.Kind, id), await CustomerRecord.Table.GoneAsync(reader, id, work),
                await CustomerRecord.MergedIntoAsync(reader, id)),
            work.Ct);
        if (end is null)
        {
            return Answer.NotFound(CustomerRecord.Kind, id);
        }

        if (gone.MergedInto is not null)
        {
            return gone;
        }

        if (!end.IsDelete && (await deletion.RunAsync(id, work)).Refusal is { } refusal)
        {
            return refusal;
        }

        var records = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var other in merged)
        {
            await EraseAsync(other, id, work, records);
        }

        var versions = await EraseAsync(id, id, work, records);
        var proof = $"/api/audit?action=record:erased&target={SubjectOf(id)}";
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ErasedCustomer(id, versions, records, proof) { Merged = merged },
            CustomerJson.Default.ErasedCustomer));
    }

    /// <summary>The entry of the audit log before anything goes: what goes without it counts as taken away.</summary>
    private async Task<long> EraseAsync(long id, long survivor, Work work, SortedDictionary<string, long> records)
    {
        await trail.RecordAsync(HistoryErasure.EntryOf(work.Actor, SubjectOf(id)), work.Ct);
        var addresses = await database.Store.ReadAsync(reader => AddressesAsync(reader, id, survivor), work.Ct);
        foreach (var part in parts)
        {
            var count = await part.EraseAsync(id, work.Actor, work.Ct);
            foreach (var address in addresses)
            {
                count += await part.EraseAddressAsync(address, work.Actor, work.Ct);
            }

            records[part.Name] = records.GetValueOrDefault(part.Name) + count;
        }

        return await database.Store.WriteAsync(
            async transaction =>
            {
                await HistoryErasure.ForgetAnswersAsync(
                    transaction, string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},%"), $"/api/{SubjectOf(id)}");
                return await HistoryErasure.EraseAsync(transaction, CustomerRecord.Kind, id, keepsNewest: false);
            },
            work.Ct);
    }

    /// <summary>
    /// The addresses that were the customer's for sure: none that was never confirmed, for it may be somebody else's, and none that another
    /// customer has by now.
    /// </summary>
    private static async ValueTask<IReadOnlyList<string>> AddressesAsync(IReader reader, long id, long survivor)
    {
        var versions = await reader.QueryAsync(
            "select data from history_data where kind = $1 and record_id = $2 order by version", static row => row.Bytes(0),
            CustomerRecord.Kind, id);
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            if (JsonSerializer.Deserialize(version, CustomerRecord.Table.Json) is { Email: { } email, EmailUnconfirmed: not true }
                && await CustomerRecord.HolderAsync(reader, email) is var holder && (holder == 0 || holder == survivor))
            {
                addresses.TryAdd(Email.Key(email)!, email);
            }
        }

        return [.. addresses.Values];
    }

    private static string SubjectOf(long id) => string.Create(CultureInfo.InvariantCulture, $"customers/{id}");
}
