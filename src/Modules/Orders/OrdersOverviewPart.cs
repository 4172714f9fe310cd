using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Records;

namespace Lockstep.Orders;

/// <summary>The newest orders of a customer and what it owes, for its overview; all of them for its export.</summary>
internal sealed class OrdersOverviewPart(OrdersDatabase database) : IOverviewPart, IExportPart
{
    private static readonly RecordOverview<Order, OrderHead> Records = new(OrderRecord.Table);
    private static readonly RecordExport<Order, OrderHead> Export = new(OrderRecord.Table) { LinksOf = LinksOf };

    public IReadOnlyList<string> Names { get; } = ["orders", "moneyOwed"];

    public IReadOnlyList<string> Sections { get; } = ["orders", ExportQuestion.Links, ExportQuestion.History];

    public string Permission => Permissions.OrdersRead;

    public string OwnPermission => Permissions.OrdersReadOwn;

    public ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync<OverviewAnswer?>(
        async reader =>
        {
            var orders = await Records.NewestAsync(reader, question);
            return new OverviewAnswer(
                JsonSerializer.SerializeToUtf8Bytes(orders, ContractsJson.Wire.IReadOnlyListOrder),
                await MoneyOwed.ReadAsync(reader, question.CustomerId))
            {
                Changes = await Records.ChangesAsync(reader, question),
                Links = [.. orders.SelectMany(LinksOf)],
            };
        },
        ct);

    public ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync(reader => Export.ReadAsync(reader, question), ct);

    private static IEnumerable<OverviewLink> LinksOf(Order order)
    {
        if (order.ExternalId is { } id)
        {
            yield return new OverviewLink(OrderRecord.Kind, order.Id, "externalId", order.Source, id);
        }

        if (order.ErpReference is { } reference)
        {
            yield return new OverviewLink(OrderRecord.Kind, order.Id, "erpReference", null, reference);
        }
    }
}
