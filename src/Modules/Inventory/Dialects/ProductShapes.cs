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
