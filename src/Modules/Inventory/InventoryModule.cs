using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Search;
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
using Lockstep.Runtime.Records;
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
            Permissions.CatalogueRead, Permissions.ProductsRead, Permissions.ProductsWrite, Permissions.StockWrite,
            Permissions.PackagesRead, Permissions.PackagesReadOwn, Permissions.PackagesWrite,
        ],
        Records = [ProductRecord.Kind, ProductRecord.Fields.Kind, PackageRecord.Kind, PackageRecord.Fields.Kind],
        Live = [ProductRecord.Table.Live("stock"), ProductRecord.Fields.Live, PackageRecord.Table.Live(), PackageRecord.Fields.Live],
        Audiences =
        [
            ProductRecord.Reads.Audience, ProductRecord.Fields.Audience, PackageRecord.Reads.Audience, PackageRecord.Fields.Audience,
        ],
        FlowReads = InventorySystem.Readable,
        FlowWrites = InventorySystem.Writable,
        FlowRecords = [InventorySystem.Products],
        Imports = [ProductImports.Kind.Manifest, StockImports.Kind.Manifest],
        Exports = [new("products", "/api/products/export"), new("stock", "/api/products/stock/export")],
        Future = [StockReservations.Future],
        Dialects = InventoryDialects.Routes,
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new InventoryDatabase(parts));
        services.AddRecord<InventoryDatabase, Product, ProductInput>(ProductRecord.Table);
        services.AddCustomFields<InventoryDatabase, Product, ProductInput>(ProductRecord.Table, ProductRecord.Fields);
        services.AddCustomFields<InventoryDatabase, Package, NewPackage>(PackageRecord.Table, PackageRecord.Fields);
        services.AddSearch<InventoryDatabase, Product, ProductInput>(ProductRecord.Table, ProductRecord.Reads);
        services.AddSingleton<ISearchPart, PackageSearchPart>();
        services.AddSingleton<ProductWriter>();
        services.AddSingleton<PackageWriter>();
        services.AddSingleton<InventoryWrites>();
        services.AddJson(ProductJson.Default, LedgerJson.Default, PackageJson.Default, MiniPackageJson.Default,
            ProductShapes.Default);
        services.AddSingleton<IModuleSystem, InventorySystem>();
        services.AddSingleton<IOverviewPart, PackagesOverviewPart>();
        services.AddSingleton<IExportPart, PackagesOverviewPart>();
        services.AddSingleton<ICustomerTies, PackageTies>();
        services.AddTies<InventoryDatabase>(
            "customer", "package", "packages", "customer_id", only: $"status <> '{PackageStatus.Cancelled}'");
        services.AddSingleton<IMergePart, PackageMerges>();
        services.AddSingleton<IErasurePart, PackagesErasure>();
        services.AddSingleton<IProductCatalogue, ProductCatalogue>();
        services.AddSingleton<IStockLevels, StockLevels>();
        services.AddSingleton<IProductIntake, ProductIntake>();
        services.AddImports<ProductImports>();
        services.AddImports<StockImports>();
        services.AddSingleton<ProductUndo>();
        services.AddSingleton<CountUndo>();
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
        ProductRecord.Reads.Map<InventoryDatabase>(products);
        ProductRecord.Reads.MapExport<InventoryDatabase>(products);
        products.MapCustomFields<InventoryDatabase>(ProductRecord.Fields, ProductRow.Rows.Fields.Knows);
        ReplaceProduct.Map(products);
        PatchProduct.Map(products);
        DeleteProduct.Map(products);
        ReadStock.Map(products);
        ListShortages.Map(products);
        ProductRecord.Reads.MapExport<InventoryDatabase>(
            products, "/stock/export", "The stock of all products as CSV, by the filters of their list", ProductRecord.StockExport);
        ListMovements.Map(products);
        PostMovement.Map(products);
        ReadMovement.Map(products);
        products.MapImports<ProductImports>(Permissions.ProductsRead, Permissions.ProductsWrite);
        products.MapGroup("/stock").MapImports<StockImports>(Permissions.ProductsRead, Permissions.StockWrite);
    }

    private static void MapPackages(RouteGroupBuilder packages)
    {
        CreatePackage.Map(packages);
        PackageRecord.Reads.Map<InventoryDatabase>(packages);
        MovePackage.Map(packages);
        packages.MapCustomFields<InventoryDatabase>(PackageRecord.Fields);
    }
}
