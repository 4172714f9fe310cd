using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Products;
using Lockstep.Runtime.Http;

namespace Lockstep.Inventory.Dialects;

/// <summary>A product as sales management knows it; its stock is what can still be ordered.</summary>
internal sealed record SalesProduct(long Id, string Name, decimal Price, string? Description, long Stock)
{
    public static SalesProduct Of(Product product) =>
        new(product.Id, product.Name, product.Price, product.Description, product.Stock.Available);
}

/// <summary>What sales management says of one; whatever else it sends is left aside.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record SalesProductInput(string? Name, decimal? Price, string? Description, long? Stock)
{
    public ProductInput ToProduct() => new() { Name = Name, Price = Price, Description = Description, Stock = Stock };
}

/// <summary>Products as sales management has them.</summary>
internal static class SalesProducts
{
    public static readonly DialectProducts<SalesProduct, SalesProductInput> Endpoints = new()
    {
        Reads = new(ProductRecord.Reads)
        {
            Path = "/products",
            Shape = SalesProduct.Of,
            Json = ProductShapes.Wire.SalesProduct,
            ListJson = ProductShapes.Wire.ListSalesProduct,
        },
        Number = "stock",
        Example = """{ "name": "Earl Grey, 100 g", "price": 7.9, "description": "Black tea", "stock": 100 }""",
        ToProduct = static input => input.ToProduct(),
        Members = static input =>
        [
            new("name", "name", input.Name), new("price", "price", input.Price), new("description", "description", input.Description),
            new("stock", "stock", input.Stock),
        ],
        InputJson = ProductShapes.Default.SalesProductInput,
    };
}

/// <summary>A product as the shop knows it; its quantity is what can still be ordered.</summary>
internal sealed record ShopProduct(long Id, string Name, decimal Price, long Quantity)
{
    public static ShopProduct Of(Product product) => new(product.Id, product.Name, product.Price, product.Stock.Available);
}

/// <summary>What the shop says of one; whatever else it sends is left aside.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopProductInput(string? Name, decimal? Price, long? Quantity)
{
    public ProductInput ToProduct() => new() { Name = Name, Price = Price, Quantity = Quantity };
}

/// <summary>Products as the shop has them.</summary>
internal static class ShopProducts
{
    public static readonly DialectProducts<ShopProduct, ShopProductInput> Endpoints = new()
    {
        Reads = new(ProductRecord.Reads)
        {
            Path = "/api/products",
            Shape = ShopProduct.Of,
            Json = ProductShapes.Wire.ShopProduct,
            ListJson = ProductShapes.Wire.ListShopProduct,
        },
        Number = "quantity",
        Example = """{ "name": "Earl Grey, 100 g", "price": 7.9, "quantity": 100 }""",
        ToProduct = static input => input.ToProduct(),
        Members = static input =>
            [new("name", "name", input.Name), new("price", "price", input.Price), new("quantity", "quantity", input.Quantity)],
        InputJson = ProductShapes.Default.ShopProductInput,
    };
}

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SalesProductInput))]
[JsonSerializable(typeof(List<SalesProduct>))]
[JsonSerializable(typeof(ShopProductInput))]
[JsonSerializable(typeof(List<ShopProduct>))]
internal sealed partial class ProductShapes : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static ProductShapes Wire { get; } = new(JsonBodies.Wire());
}
