using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Dialects;

/// <summary>
/// Orders with their customer and items in full. A customer that can't be read, because it was deleted or the caller may not, is named as
/// the order names it.
/// </summary>
internal static class WholeOrders
{
    /// <summary>The answer of a use case, which shows an order.</summary>
    public static Task<Answer> WholeAsync(this Task<Answer> canonical, Work work, ICustomerDirectory customers) => canonical.RetoldAsync(
        ContractsJson.Wire.Order, async order => (await ShapeAsync([order], work, customers))[0], OrderShapes.Wire.ErpOrder, AnswerKind.Ok);

    /// <summary>All their customers are read at once.</summary>
    public static async ValueTask<IReadOnlyList<ErpOrder>> ShapeAsync(
        IReadOnlyList<Order> orders, Work work, ICustomerDirectory customers)
    {
        var ids = orders.Select(static order => order.CustomerId).OfType<long>().Where(id => MayRead(work, id)).Distinct().ToList();
        var known = ids.Count == 0 ? new Dictionary<long, Customer>() : await customers.ReadAsync(ids, work.Ct);
        return [.. orders.Select(order => Shape(order, order.CustomerId is { } id ? known.GetValueOrDefault(id) : null))];
    }

    /// <summary>The shape, with the customer as far as it is known.</summary>
    public static ErpOrder Shape(Order order, Customer? customer) => new(
        order.Id,
        order.CustomerId is { } id
            ? new ErpOrderCustomer(
                id, customer is null ? order.CustomerName : customer.Name, customer?.Email, customer?.Phone, customer?.CreatedAt,
                customer?.UpdatedAt)
            : null,
        order.Status, order.TotalAmount, order.CreatedAt, order.UpdatedAt, [.. order.Items.Select(Line)]);

    private static ErpLine Line(OrderItem item, int index) => new(
        index + 1, new ErpProduct(item.ProductId, item.Sku, item.Name, item.UnitPrice), item.Quantity, item.UnitPrice, item.LineTotal);

    private static bool MayRead(Work work, long customerId) => work.May(Permissions.CustomersRead)
        || (work.May(Permissions.CustomersReadOwn) && work.Caller.CustomerId == customerId);
}
