using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory.Dialects;

/// <summary>Products as the shop has them.</summary>
internal static class ShopProducts
{
    private const string Example = """{ "name": "Earl Grey, 100 g", "price": 7.9, "quantity": 100 }""";

    public static void Map(IEndpointRouteBuilder shop)
    {
        MapReads(shop);
        shop.MapPost(
                "/api/products",
                (
                    ShopProductInput input, Work work, ProductWriter products, InventoryDatabase database,
                    ILogger<InventoryDatabase> logger) =>
                    ToldAsync(CreateProduct.RunAsync(input.ToProduct(), work, products, database, logger)).ToHttpAsync())
            .Needs(Permissions.ProductsWrite)
            .Describe("Create a product", Body.Json(Example), Response.Of<ShopProduct>(201), Response.Error(400, 409));
        shop.MapPut(
                "/api/products/{id:long}",
                (long id, WholeRecord whole, Work work, ProductWriter products, InventoryDatabase database) =>
                    ToldAsync(StockNumber.ChangeAsync(id, Read(whole), "quantity", work, products, database)).ToHttpAsync())
            .Accepts<ShopProductInput>("application/json")
            .Needs(Permissions.ProductsWrite)
            .Describe(
                "Change a product; what is left out stays as it is",
                Body.Json(Example), Response.Of<ShopProduct>(200), Response.Error(400, 404, 409));
        shop.MapDelete(
                "/api/products/{id:long}",
                (long id, Work work, ProductWriter products, InventoryDatabase database) =>
                    DeleteProduct.RunAsync(id, work, products, database).ToHttpAsync())
            .Needs(Permissions.ProductsWrite)
            .Describe("Delete a product", Response.Empty(204), Response.Error(404, 409));
    }

    private static void MapReads(IEndpointRouteBuilder shop)
    {
        shop.MapGet(
                "/api/products",
                (HttpRequest request, Work work, InventoryDatabase database) => BareArray.ReadAsync(
                    request.Query, query => ProductRecord.Reads.PageAsync(query, work, database), ShopProduct.Of,
                    ProductShapes.Wire.ListShopProduct).ToHttpAsync())
            .NeedsEither(Permissions.ProductsRead, Permissions.CatalogueRead)
            .Describe("List products as a bare array", Response.Of<List<ShopProduct>>(200), Response.Error(400), [BareArray.After]);
        shop.MapGet(
                "/api/products/{id:long}",
                (long id, Work work, InventoryDatabase database) => ToldAsync(ProductRecord.Reads.ReadAsync(id, work, database)).ToHttpAsync())
            .NeedsEither(Permissions.ProductsRead, Permissions.CatalogueRead)
            .Describe("Read one product", Response.Of<ShopProduct>(200), Response.Error(404));
    }

    private static (JsonObject? Patch, Refusal? Refusal) Read(WholeRecord whole) => GivenBody.Read(
        whole, ProductShapes.Default.ShopProductInput,
        static input =>
        [
            new("name", "name", input.Name), new("price", "price", input.Price),
            new("quantity", "quantity", input.Quantity),
        ]);

    private static Task<Answer> ToldAsync(Task<Answer> canonical) =>
        canonical.RetoldAsync(ContractsJson.Wire.Product, ShopProduct.Of, ProductShapes.Wire.ShopProduct);
}
