using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>GET /products/export</summary>
internal static class ExportProducts
{
    private static readonly ListExport<Product> Export = new(ListProducts.Spec)
    {
        Name = "products",
        Header = "id,sku,externalId,name,description,price,currency,status,onHand,reserved,available,version,createdAt,updatedAt",
        Write = (lines, product) => lines
            .Add(product.Id).Add(product.Sku).Add(product.ExternalId).Add(product.Name).Add(product.Description).Add(product.Price)
            .Add(product.Currency).Add(product.Status).Add(product.Stock.OnHand).Add(product.Stock.Reserved).Add(product.Stock.Available)
            .Add(product.Version).Add(product.CreatedAt).Add(product.UpdatedAt).End(),
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/export", HandleAsync)
        .Needs(Permissions.ProductsRead)
        .WithoutTimeLimit()
        .Describe("All products as CSV, by the filters of their list", Response.Text(200, "text/csv"), Response.Error(400), Export.Parameters());

    private static Task HandleAsync(HttpContext context, InventoryDatabase database) =>
        Export.SendAsync(database, context);
}
