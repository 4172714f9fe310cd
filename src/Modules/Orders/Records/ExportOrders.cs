using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders/export and /orders/lines/export</summary>
internal static class ExportOrders
{
    private const string OrderHeader =
        "orderId,customerId,status,totalAmount,createdAt,placedAt,updatedAt,kind,externalId,customerName,currency,reference,version,"
        + "erpReference,returnOf";

    private const string LineHeader =
        "orderId,line,productId,sku,name,quantity,unitPrice,discount,lineTotal,kind,externalId,customerId,customerName,status,"
        + "currency,placedAt,reference,erpReference,returnOf,returnLine";

    /// <summary>One line for each order. Clients of before read the first five columns.</summary>
    internal static readonly ListExport<Order> Orders = new(OrderRecord.Reads.Lists)
    {
        Name = "orders",
        Header = OrderHeader,
        Write = static (lines, order) => WriteOrder(lines, order, []),
        OfSite = static database => Wider(database, OrderHeader, WriteOrder),
    };

    /// <summary>One line for each line of an order.</summary>
    private static readonly ListExport<Order> Lines = new(OrderRecord.Reads.Lists)
    {
        Name = "order-lines",
        Header = LineHeader,
        IsComplete = true,
        Write = static (lines, order) => WriteLines(lines, order, []),
        OfSite = static database => Wider(database, LineHeader, WriteLines),
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        OrderRecord.Reads.MapExport<OrdersDatabase>(
            routes, "/export", "All orders as CSV, a line each, by the filters of their list", Orders);
        OrderRecord.Reads.MapExport<OrdersDatabase>(
            routes, "/lines/export", "The lines of all orders as CSV, by the filters of their list", Lines);
    }

    /// <summary>The columns with those of the fields that people gave to orders.</summary>
    private static (string Header, Action<CsvLines, Order> Write) Wider(
        ModuleDatabase database, string header, Action<CsvLines, Order, IReadOnlyList<RecordColumn<Order>>> write)
    {
        var custom = OrderRecord.Table.CustomColumns(database.Custom).ToList();
        return (
            string.Join(',', custom.Select(static column => column.Name).Prepend(header)), (lines, order) => write(lines, order, custom));
    }

    private static void WriteOrder(CsvLines lines, Order order, IReadOnlyList<RecordColumn<Order>> custom) => End(
        lines.Add(order.Id).Add(order.CustomerId).Add(order.Status).Add(order.TotalAmount).Add(order.CreatedAt).Add(order.PlacedAt)
            .Add(order.UpdatedAt).Add(order.Kind).Add(order.ExternalId).Add(order.CustomerName).Add(order.Currency).Add(order.Reference)
            .Add(order.Version).Add(order.ErpReference).Add(order.ReturnOf),
        order, custom);

    private static void End(CsvLines line, Order order, IReadOnlyList<RecordColumn<Order>> custom)
    {
        foreach (var column in custom)
        {
            column.Write(line, order);
        }

        line.End();
    }

    private static void WriteLines(CsvLines lines, Order order, IReadOnlyList<RecordColumn<Order>> custom)
    {
        for (var index = 0; index < order.Items.Count; index++)
        {
            var item = order.Items[index];
            var line = lines.Add(order.Id).Add(index + 1).Add(item.ProductId).Add(item.Sku).Add(item.Name).Add(item.Quantity)
                .Add(item.UnitPrice).Add(item.Discount).Add(item.LineTotal).Add(order.Kind).Add(order.ExternalId).Add(order.CustomerId)
                .Add(order.CustomerName).Add(order.Status).Add(order.Currency).Add(order.PlacedAt).Add(order.Reference)
                .Add(order.ErpReference).Add(order.ReturnOf).Add(item.ReturnLine);
            End(line, order, custom);
        }
    }
}
