using System.Globalization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders</summary>
internal static class ListOrders
{
    /// <summary>What of the orders can be listed, and exported.</summary>
    internal static readonly ListSpec<Order> Spec = new()
    {
        Table = "orders",
        Owner = "customer_id",
        Columns = OrderTable.Columns,
        Read = OrderTable.Read,
        Complete = OrderLines.AddToAsync,
        Id = order => order.Id,
        SearchTable = "orders_search",
        ShortSearchColumn = "customer_key",
        Sorts = new Dictionary<string, ListSort<Order>>(StringComparer.Ordinal)
        {
            ["placedAt"] = new("placed_at", order => ListSort.Instant(order.PlacedAt), IsNumber: true),
            ["totalAmount"] = new("total", order => Money.ToUnits(order.TotalAmount).ToString(CultureInfo.InvariantCulture), IsNumber: true),
            ["updatedAt"] = new("updated_at", order => ListSort.Instant(order.UpdatedAt), IsNumber: true),
        },
        Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
        {
            ["customerId"] = ListFilter.Number("customer_id"),
            ["status"] = new("status = {0}", Status, "one of " + string.Join(", ", OrderStatus.All)),
            ["kind"] = ListFilter.OneOf("kind", OrderKind.Sale, OrderKind.Return),
            ["externalId"] = ListFilter.Exact("external_id"),
            ["from"] = ListFilter.Since("placed_at") with { Sort = "placedAt" },
            ["to"] = ListFilter.Since("placed_at") with { Condition = "placed_at < {0}", Sort = "placedAt" },
            ["updatedSince"] = ListFilter.Since("updated_at") with { Sort = "updatedAt" },
        },
    };

    private static readonly ListReader<Order> Reader = new(Spec, ContractsJson.Wire.Order);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (HttpRequest request, Work work, OrdersDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
        .Describe("List, search, filter and sort orders", Response.Page<Order>(), Response.Error(400), Spec.Parameters());

    /// <summary>A page, for doors that have a shape of their own.</summary>
    public static Task<(ListPage<Order>? Page, Refusal? Refusal)> ReadPageAsync(IQueryCollection query, Work work, OrdersDatabase database) =>
        Reader.ReadPageAsync(database, query, work);

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, OrdersDatabase database) =>
        Reader.ReadAsync(database, query, work);

    private static SqlValue? Status(string text) => OrderStatus.Parse(text) is { } status ? (SqlValue?)status : null;
}
