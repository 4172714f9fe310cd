using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>GET /products/stock/export</summary>
internal static class ExportStock
{
    private static readonly ListExport<Product> Export = new(ListProducts.Spec)
    {
        Name = "stock",
        Header = "productId,sku,name,onHand,reserved,available",
        Write = (lines, product) => lines
            .Add(product.Id).Add(product.Sku).Add(product.Name)
            .Add(product.Stock.OnHand).Add(product.Stock.Reserved).Add(product.Stock.Available).End(),
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/stock/export", HandleAsync)
        .Needs(Permissions.ProductsRead)
        .WithoutTimeLimit()
        .Describe("The stock of all products as CSV, by the filters of their list", Response.Text(200, "text/csv"), Response.Error(400), Export.Parameters());

    private static Task HandleAsync(HttpContext context, InventoryDatabase database) =>
        Export.SendAsync(database, context);
}
