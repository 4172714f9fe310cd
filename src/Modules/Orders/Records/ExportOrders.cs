using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders/export and /orders/lines/export</summary>
internal static class ExportOrders
{
    /// <summary>One line for each order. Clients of before read the first five columns.</summary>
    internal static readonly ListExport<Order> Orders = new(OrderRecord.Reads.Lists)
    {
        Name = "orders",
        Header = "orderId,customerId,status,totalAmount,createdAt,placedAt,updatedAt,kind,externalId,customerName,currency,reference,version,"
            + "erpReference,returnOf",
        Write = (lines, order) => lines
            .Add(order.Id).Add(order.CustomerId).Add(order.Status).Add(order.TotalAmount).Add(order.CreatedAt).Add(order.PlacedAt).Add(order.UpdatedAt)
            .Add(order.Kind).Add(order.ExternalId).Add(order.CustomerName).Add(order.Currency).Add(order.Reference).Add(order.Version)
            .Add(order.ErpReference).Add(order.ReturnOf).End(),
    };

    /// <summary>One line for each line of an order.</summary>
    private static readonly ListExport<Order> Lines = new(OrderRecord.Reads.Lists)
    {
        Name = "order-lines",
        Header = "orderId,line,productId,sku,name,quantity,unitPrice,discount,lineTotal,kind,externalId,customerId,customerName,status,"
            + "currency,placedAt,reference,erpReference,returnOf,returnLine",
        IsComplete = true,
        Write = WriteLines,
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        OrderRecord.Reads.MapExport<OrdersDatabase>(
            routes, "/export", "All orders as CSV, a line each, by the filters of their list", Orders);
        OrderRecord.Reads.MapExport<OrdersDatabase>(
            routes, "/lines/export", "The lines of all orders as CSV, by the filters of their list", Lines);
    }

    private static void WriteLines(CsvLines lines, Order order)
    {
        for (var index = 0; index < order.Items.Count; index++)
        {
            var item = order.Items[index];
            lines.Add(order.Id).Add(index + 1).Add(item.ProductId).Add(item.Sku).Add(item.Name).Add(item.Quantity).Add(item.UnitPrice).Add(item.Discount)
                .Add(item.LineTotal).Add(order.Kind).Add(order.ExternalId).Add(order.CustomerId).Add(order.CustomerName).Add(order.Status)
                .Add(order.Currency).Add(order.PlacedAt).Add(order.Reference)
                .Add(order.ErpReference).Add(order.ReturnOf).Add(item.ReturnLine).End();
        }
    }
}
