using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Inventory.Dialects;
using Lockstep.Inventory.Import;
using Lockstep.Inventory.Ledger;
using Lockstep.Inventory.Packages;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Reservations;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Inventory;

/// <summary>Products with their stock, and packages for customers.</summary>
public sealed class InventoryModule : IModule, IDialectEndpoints
{
    /// <inheritdoc />
    public ModuleManifest Manifest { get; } = new()
    {
        Name = InventoryDatabase.Name,
        Schema = typeof(InventoryModule).Assembly,
        Permissions =
        [
            Permissions.ProductsRead, Permissions.ProductsWrite, Permissions.StockWrite,
            Permissions.PackagesRead, Permissions.PackagesReadOwn, Permissions.PackagesWrite,
        ],
        Records = [ProductTable.Kind, PackageTable.Kind],
        Imports =
        [
            ImportServices.Manifest("products", "/api/products", ProductImports.Own),
            ImportServices.Manifest("stock", "/api/products/stock", TimeFormat.Parameters),
        ],
        Dialects = InventoryDialects.Routes,
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new InventoryDatabase(parts));
        services.AddSingleton<ProductWriter>();
        services.AddSingleton<PackageWriter>();
        services.AddSingleton<InventoryWrites>();
        services.AddJson(ProductJson.Default, LedgerJson.Default, PackageJson.Default);
        services.AddSingleton<IModuleSystem, InventorySystem>();
        services.AddSingleton<IOverviewPart, PackagesOverviewPart>();
        services.AddSingleton<IProductCatalogue, ProductCatalogue>();
        services.AddSingleton<IProductIntake, ProductIntake>();
        services.AddImports<ProductImports>(InventoryDatabase.Name, ProductImports.Kept);
        services.AddImports<StockImports>(InventoryDatabase.Name, StockImports.Kept);
        services.AddSingleton<IStockReservations, StockReservations>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        MapProducts(routes.MapGroup("/products").WithTags("Products"));
        MapProducts(routes.MapGroup("/inventory").WithTags("Products under /api/inventory"));
        MapPackages(routes.MapGroup("/packages").WithTags("Packages"));
    }

    /// <inheritdoc />
    public void MapDialects(IEndpointRouteBuilder routes) => InventoryDialects.Map(routes);

    private static void MapProducts(RouteGroupBuilder products)
    {
        CreateProduct.Map(products);
        ListProducts.Map(products);
        ExportProducts.Map(products);
        ReadProduct.Map(products);
        ReplaceProduct.Map(products);
        PatchProduct.Map(products);
        DeleteProduct.Map(products);
        ReadProductHistory.Map(products);
        ReadProductChanges.Map(products);
        ReadStock.Map(products);
        ExportStock.Map(products);
        ListMovements.Map(products);
        PostMovement.Map(products);
        ReadMovement.Map(products);
        products.MapImports<ProductImports>(
            Permissions.ProductsRead, Permissions.ProductsWrite, ProductImports.Kept, ProductImports.About, ProductImports.Own);
        products.MapGroup("/stock").MapImports<StockImports>(
            Permissions.ProductsRead, Permissions.StockWrite, StockImports.Kept, StockImports.About, TimeFormat.Parameters);
    }

    private static void MapPackages(RouteGroupBuilder packages)
    {
        CreatePackage.Map(packages);
        ListPackages.Map(packages);
        ReadPackage.Map(packages);
        MovePackage.Map(packages);
        ReadPackageHistory.Map(packages);
        ReadPackageChanges.Map(packages);
    }
}
