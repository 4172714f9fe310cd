using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Values;

namespace Lockstep.Reports.Facts;

/// <summary>News about records, read once and then taken into each edition; of each record the newest only.</summary>
internal sealed class FactBatch
{
    private readonly Dictionary<long, OrderFact> _orders = [];
    private readonly Dictionary<long, CustomerFact> _customers = [];
    private readonly Dictionary<long, ProductFact> _products = [];
    private readonly Dictionary<long, TicketFact> _tickets = [];

    /// <summary>The kinds of records that reports are about, in the order in which an edition is built.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["customer", "product", "order", "ticket"];

    public IReadOnlyCollection<OrderFact> Orders => _orders.Values;

    public IReadOnlyCollection<CustomerFact> Customers => _customers.Values;

    public IReadOnlyCollection<ProductFact> Products => _products.Values;

    public IReadOnlyCollection<TicketFact> Tickets => _tickets.Values;

    /// <summary>Adds what a record is at a version.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="id">The record.</param>
    /// <param name="version">Its version.</param>
    /// <param name="data">The record as JSON in UTF-8.</param>
    /// <exception cref="JsonException">The data is no such record.</exception>
    public void Add(string kind, long id, long version, ReadOnlyMemory<byte> data) => Take(kind, id, version, data);

    /// <summary>Adds that a record is gone.</summary>
    public void AddGone(string kind, long id, long version) => Take(kind, id, version, null);

    private void Take(string kind, long id, long version, ReadOnlyMemory<byte>? data)
    {
        switch (kind)
        {
            case "order":
                Keep(_orders, id, version, static one => one.Version, () => OrderOf(id, version, data));
                break;
            case "customer":
                Keep(_customers, id, version, static one => one.Version, () => CustomerOf(id, version, data));
                break;
            case "product":
                Keep(_products, id, version, static one => one.Version, () => ProductOf(id, version, data));
                break;
            case "ticket":
                Keep(_tickets, id, version, static one => one.Version, () => TicketOf(id, version, data));
                break;
            default:
                throw new ArgumentException($"Reports are not about {kind}s.", nameof(kind));
        }
    }

    private static void Keep<T>(Dictionary<long, T> known, long id, long version, Func<T, long> versionOf, Func<T> make)
    {
        if (!known.TryGetValue(id, out var before) || versionOf(before) < version)
        {
            known[id] = make();
        }
    }

    private static OrderFact OrderOf(long id, long version, ReadOnlyMemory<byte>? data)
    {
        if (data is not { } json || JsonSerializer.Deserialize(json.Span, ContractsJson.Wire.Order) is not { } order)
        {
            return new OrderFact(id, version);
        }

        return new OrderFact(id, version)
        {
            IsGone = false,
            Kind = order.Kind,
            Status = order.Status,
            Currency = order.Currency,
            CustomerId = order.CustomerId ?? 0,
            Amount = Money.ToUnits(order.TotalAmount),
            PlacedAt = order.PlacedAt.ToUnixTimeMilliseconds(),
            Products = ProductsOf(order),
        };
    }

    private static List<OrderProduct> ProductsOf(Order order) =>
    [
        .. order.Items.GroupBy(static item => item.ProductId)
            .Select(static lines => new OrderProduct(
                lines.Key, lines.Sum(static line => line.Quantity), lines.Sum(static line => Money.ToUnits(line.LineTotal))))
            .OrderBy(static product => product.ProductId),
    ];

    private static CustomerFact CustomerOf(long id, long version, ReadOnlyMemory<byte>? data) =>
        data is { } json && JsonSerializer.Deserialize(json.Span, ContractsJson.Wire.Customer) is { } customer
            ? new CustomerFact(id, version, false, customer.Address?.Country ?? "", customer.CreatedAt.ToUnixTimeMilliseconds())
            : new CustomerFact(id, version, true, "", 0);

    private static ProductFact ProductOf(long id, long version, ReadOnlyMemory<byte>? data) =>
        data is { } json && JsonSerializer.Deserialize(json.Span, ContractsJson.Wire.Product) is { } product
            ? new ProductFact(id, version, false, product.Sku, product.Name, product.Status)
            : new ProductFact(id, version, true, "", "", "");

    private static TicketFact TicketOf(long id, long version, ReadOnlyMemory<byte>? data) =>
        data is { } json && JsonSerializer.Deserialize(json.Span, ContractsJson.Wire.Ticket) is { } ticket
            ? new TicketFact(id, version, ticket)
            : new TicketFact(id, version, null);
}
