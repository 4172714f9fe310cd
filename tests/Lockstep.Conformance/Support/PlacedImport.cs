using System.Globalization;
using System.Text;

namespace Lockstep.Conformance.Support;

/// <summary>An import whose orders take stock, begun again until it has come to its end.</summary>
internal static class PlacedImport
{
    private const int Orders = 1_500;
    private const int Products = 5;
    private const long Stock = 1_000_000;
    private const string Query = "/api/orders/import?run=crash&source=crash";

    private static readonly byte[] File = Encoding.UTF8.GetBytes(string.Concat(
        Enumerable.Range(1, Orders).SelectMany(order => new[] { Row(order, 1), Row(order, 2) }).Prepend("externalId,sku,quantity\n")));

    /// <summary>Makes the products, once.</summary>
    public static async Task StockUpAsync(Api api)
    {
        for (var number = 0; number < Products; number++)
        {
            await api.PostAsync("/api/products", new { sku = $"P-{number}", name = "Thing", price = 1.5m, stock = Stock });
        }
    }

    /// <summary>Imports until the end, or until the process is gone.</summary>
    /// <returns>Whether it came to the end.</returns>
    public static Task<bool> RunAsync(Api api) => OrderImport.RunAsync(api, Query, File);

    /// <summary>Each order is there once, and the stock is reserved that the orders have, no more and no less.</summary>
    public static async Task BalanceAsync(Api api)
    {
        var import = await api.GetAsync("/api/orders/imports?run=crash");
        (import.GetProperty("created").GetInt64(), import.GetProperty("refused").GetInt64()).ShouldBe((2 * Orders, 0));
        var orders = await api.AllAsync("/api/orders");
        orders.Select(order => order.GetProperty("externalId").GetString()).Distinct(StringComparer.Ordinal).Count().ShouldBe(Orders);
        orders.Count.ShouldBe(Orders);
        for (var product = 1; product <= Products; product++)
        {
            var held = orders.SelectMany(order => order.GetProperty("items").EnumerateArray())
                .Where(item => item.GetProperty("productId").GetInt64() == product).Sum(item => item.GetProperty("quantity").GetInt64());
            var path = string.Create(CultureInfo.InvariantCulture, $"/api/products/{product}/stock");
            await Eventually.HoldsAsync(async () =>
                (await api.GetAsync(path)).GetProperty("reserved").GetInt64() is var reserved && reserved == held
                    ? null
                    : $"product {product}: {reserved} reserved, the orders say {held}");
        }
    }

    private static string Row(int order, int line) =>
        string.Create(CultureInfo.InvariantCulture, $"crash-{order},p-{((order * 2) + line) % Products},{line}\n");
}
