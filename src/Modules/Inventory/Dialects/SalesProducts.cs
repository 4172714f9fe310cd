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

/// <summary>Products as sales management has them.</summary>
internal static class SalesProducts
{
    private const string Example = """{ "name": "Earl Grey, 100 g", "price": 7.9, "description": "Black tea", "stock": 100 }""";

    public static void Map(IEndpointRouteBuilder sales)
    {
        MapReads(sales);
        sales.MapPost(
                "/products",
                (
                    SalesProductInput input, Work work, ProductWriter products, InventoryDatabase database,
                    ILogger<InventoryDatabase> logger) =>
                    ToldAsync(CreateProduct.RunAsync(input.ToProduct(), work, products, database, logger)).ToHttpAsync())
            .Needs(Permissions.ProductsWrite)
            .Describe("Create a product", Body.Json(Example), Response.Of<SalesProduct>(201), Response.Error(400, 409));
        sales.MapPut(
                "/products/{id:long}",
                (long id, WholeRecord whole, Work work, ProductWriter products, InventoryDatabase database) =>
                    ToldAsync(StockNumber.ChangeAsync(id, Read(whole), "stock", work, products, database)).ToHttpAsync())
            .Accepts<SalesProductInput>("application/json")
            .Needs(Permissions.ProductsWrite)
            .Describe(
                "Change a product; what is left out stays as it is",
                Body.Json(Example), Response.Of<SalesProduct>(200), Response.Error(400, 404, 409));
        sales.MapDelete(
                "/products/{id:long}",
                (long id, Work work, ProductWriter products, InventoryDatabase database) =>
                    DeleteProduct.RunAsync(id, work, products, database).ToHttpAsync())
            .Needs(Permissions.ProductsWrite)
            .Describe("Delete a product", Response.Empty(204), Response.Error(404, 409));
    }

    private static void MapReads(IEndpointRouteBuilder sales)
    {
        sales.MapGet(
                "/products",
                (HttpRequest request, Work work, InventoryDatabase database) => BareArray.ReadAsync(
                    request.Query, query => ProductRecord.Reads.PageAsync(query, work, database), SalesProduct.Of,
                    ProductShapes.Wire.ListSalesProduct).ToHttpAsync())
            .NeedsEither(Permissions.ProductsRead, Permissions.CatalogueRead)
            .Describe("List products as a bare array", Response.Of<List<SalesProduct>>(200), Response.Error(400), [BareArray.After]);
        sales.MapGet(
                "/products/{id:long}",
                (long id, Work work, InventoryDatabase database) => ToldAsync(ProductRecord.Reads.ReadAsync(id, work, database)).ToHttpAsync())
            .NeedsEither(Permissions.ProductsRead, Permissions.CatalogueRead)
            .Describe("Read one product", Response.Of<SalesProduct>(200), Response.Error(404));
    }

    private static (JsonObject? Patch, Refusal? Refusal) Read(WholeRecord whole) => GivenBody.Read(
        whole, ProductShapes.Default.SalesProductInput,
        static input =>
        [
            new("name", "name", input.Name), new("price", "price", input.Price), new("description", "description", input.Description),
            new("stock", "stock", input.Stock),
        ]);

    private static Task<Answer> ToldAsync(Task<Answer> canonical) =>
        canonical.RetoldAsync(ContractsJson.Wire.Product, SalesProduct.Of, ProductShapes.Wire.SalesProduct);
}
