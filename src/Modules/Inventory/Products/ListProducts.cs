using System.Globalization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>GET /products</summary>
internal static class ListProducts
{
    /// <summary>What of the products can be listed, and exported.</summary>
    internal static readonly ListSpec<Product> Spec = new()
    {
        Table = "products",
        Columns = ProductTable.Columns,
        Read = ProductTable.Read,
        Id = product => product.Id,
        SearchTable = "products_search",
        ShortSearchColumn = "name_key",
        Sorts = new Dictionary<string, ListSort<Product>>(StringComparer.Ordinal)
        {
            ["name"] = new("name_key", product => TextRules.Fold(product.Name)!, IsNumber: false),
            ["sku"] = new("sku_key", product => TextRules.Fold(product.Sku)!, IsNumber: false),
            ["price"] = new("price", product => Money.ToUnits(product.Price).ToString(CultureInfo.InvariantCulture), IsNumber: true),
            ["updatedAt"] = new("updated_at", product => ListSort.Instant(product.UpdatedAt), IsNumber: true),
        },
        Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
        {
            ["status"] = ListFilter.OneOf("status", ProductRules.Active, ProductRules.Inactive),
            ["sku"] = ListFilter.Folded("sku_key"),
            ["externalId"] = ListFilter.Exact("external_id"),
            ["updatedSince"] = ListFilter.Since("updated_at") with { Sort = "updatedAt" },
        },
    };

    private static readonly ListReader<Product> Reader = new(Spec, ContractsJson.Wire.Product);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (HttpRequest request, Work work, InventoryDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.ProductsRead)
        .Describe("List, search, filter and sort products", Response.Page<Product>(), Response.Error(400), Spec.Parameters());

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, InventoryDatabase database) =>
        Reader.ReadAsync(database, query, work);
}
