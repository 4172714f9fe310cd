using System.Globalization;
using System.Text;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Webhooks;

/// <summary>
/// What outside systems said of a customer's orders, for its export: the calls that an erasure takes out, as they came, without the headers
/// by which they were believed. Those that were not believed say nothing of anybody, and go within an hour. Withheld from the customer
/// itself: all calls are looked through.
/// </summary>
internal sealed class CallsExportPart(OrdersDatabase database) : IExportPart
{
    private const int PageRows = 200;

    public IReadOnlyList<string> Sections { get; } = ["webhookCalls"];

    public string Permission => Permissions.OrdersRead;

    public string? OwnPermission => null;

    public ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct) => database.Store.ReadAsync(
        async reader =>
        {
            var after = question.After is { } place ? long.Parse(place, CultureInfo.InvariantCulture) : 0;
            var page = await WebhookTable.PageAsync(reader, after, PageRows);
            long[] persons = [.. question.Merged, question.CustomerId];
            var own = await reader.QueryAsync(
                $"""
                select id from orders where {reader.Dialect.InIntegers("id", "$1")} and {reader.Dialect.InIntegers("customer_id", "$2")}
                """,
                static row => row.Int64(0), SqlValue.List(page.Select(PersonCalls.OrderOf).Distinct()), SqlValue.List(persons));
            var calls = new PersonCalls(persons);
            var found = page.Where(call => call.State is not WebhookTable.Refused && calls.Has(call, own.ToHashSet()));
            return new ExportPage(
                [.. found.Select(Write)], page.Count == PageRows ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null);
        },
        ct);

    private static byte[] Write(AnsweredWebhook call) => PageWriter.Item(call, static (json, one) =>
    {
        json.WriteNumber("id", one.Id);
        json.WriteString("state", one.State);
        json.WriteInstant("receivedAt", one.ReceivedAt);
        json.WriteNumber("orderId", PersonCalls.OrderOf(one));
        json.WritePropertyName("status");
        if (one.Status is { } status)
        {
            json.WriteNumberValue(status);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("body", Encoding.UTF8.GetString(one.Body));
    });
}
