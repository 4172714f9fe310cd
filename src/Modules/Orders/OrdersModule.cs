using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Orders.Dialects;
using Lockstep.Orders.Erasure;
using Lockstep.Orders.Import;
using Lockstep.Orders.Lifecycle;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Webhooks;
using Lockstep.Orders.Writer;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Orders;

/// <summary>Orders: their life cycle, their prices, and the stock that is reserved for them.</summary>
public sealed class OrdersModule : IModule, IDialectEndpoints
{
    /// <inheritdoc />
    public ModuleManifest Manifest { get; } = new()
    {
        Name = OrdersDatabase.Name,
        Schema = typeof(OrdersModule).Assembly,
        Permissions =
        [
            Permissions.OrdersRead, Permissions.OrdersReadOwn, Permissions.OrdersWrite,
            Permissions.OrdersWriteOwn, Permissions.OrdersOverridePrice, Permissions.OrdersPull,
            Permissions.OrdersForceCancel,
        ],
        Records = [OrderRecord.Kind, OrderRecord.Fields.Kind],
        Live = [OrderRecord.Table.Live(), OrderRecord.Fields.Live],
        Audiences = [OrderRecord.Reads.Audience, OrderRecord.Fields.Audience],
        FlowReads = OrdersSystem.Readable,
        FlowWrites = OrdersSystem.Writable,
        FlowRecords = [OrdersSystem.Orders],
        Imports = [OrderImports.Kind.Manifest],
        Exports = [new("orders", "/api/orders/export"), new("order-lines", "/api/orders/lines/export")],
        Retention = [ReservationTable.Retention, StockTask.Retention, WebhookTable.Retention, WebhookTable.RefusedRetention],
        Future = [StockTask.Future, PullTable.Future, WebhookTable.Future],
        Metrics = [PullLag.Waiting, PullLag.Oldest, PullLag.Stuck, PullLag.StuckFor],
        Dialects = OrdersDialects.Routes,
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new OrdersDatabase(parts));
        services.AddJson(
            OrderJson.Default, StatusJson.Default, PullJson.Default, StockJson.Default, StockTaskJson.Default, StatusWebhookJson.Default,
            OrderShapes.Default, ShopOrderJson.Default, SalesOrderJson.Default);
        services.AddCheckedOptions<OrdersOptions>("Orders");
        services.AddCheckedOptions<PullOptions>("Orders");
        services.AddRecord<OrdersDatabase, Order, OrderHead>(OrderRecord.Table);
        services.AddCustomFields<OrdersDatabase, Order, OrderHead>(OrderRecord.Table, OrderRecord.Fields);
        services.AddSearch<OrdersDatabase, Order, OrderHead>(OrderRecord.Table, OrderRecord.Reads);
        services.AddSingleton<OrderDrafts>();
        services.AddSingleton<OrderStock>();
        services.AddSingleton<OrderWriter>();
        services.AddSingleton<OpenOrders>();
        services.AddSingleton<OrderPlacement>();
        services.AddSingleton<OrderExpiry>();
        services.AddHostedService(provider => provider.GetRequiredService<OrderExpiry>());
        services.AddSingleton<ChangeOrder>();
        services.AddSingleton<OrderWrites>();
        services.AddSingleton<StockSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<StockSweeper>());
        services.AddSingleton<NewOrderSignal>();
        services.AddHostedService(provider => provider.GetRequiredService<NewOrderSignal>());
        services.AddSingleton<PullLag>();
        services.AddHostedService(provider => provider.GetRequiredService<PullLag>());
        AddImports(services);
        AddWebhooks(services);
        services.AddSingleton<IModuleSystem, OrdersSystem>();
        services.AddSingleton<IOverviewPart, OrdersOverviewPart>();
        services.AddSingleton<IExportPart, OrdersOverviewPart>();
        services.AddSingleton<IExportPart, CallsExportPart>();
        services.AddSingleton<IErasurePart, OrdersErasure>();
        services.AddSingleton<ICustomerTies, OrderTies>();
        services.AddSingleton<IMergePart, OrderMerges>();
        services.AddSingleton<IStockClaims, StockClaims>();
        services.AddSingleton<IOrderDirectory, OrderDirectory>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/orders").WithTags("Orders");
        PlaceOrder.Map(orders);
        OrderRecord.Reads.Map<OrdersDatabase>(orders);
        ExportOrders.Map(orders);
        ReplaceOrder.Map(orders);
        PatchOrder.Map(orders);
        SetOrderStatus.Map(orders);
        CancelOrder.Map(orders);
        DeleteOrder.Map(orders);
        orders.MapImports<OrderImports>(Permissions.OrdersRead, Permissions.OrdersWrite);
        orders.MapCustomFields<OrdersDatabase>(OrderRecord.Fields, OrderFields.TableOf([]).Knows);
        PullOrders.Map(orders);
        AckOrder.Map(orders);
        AckOrders.Map(orders);
        NackOrder.Map(orders);
        AnswerCancel.Map(orders);
        ListStockTasks.Map(orders);
        MendStockTask.Map(orders);
        StatusWebhook.Map(orders);
    }

    /// <inheritdoc />
    public void MapDialects(IEndpointRouteBuilder routes) => OrdersDialects.Map(routes);

    private static void AddImports(IServiceCollection services)
    {
        services.AddImports<OrderImports>();
        services.AddSingleton<OrderUndo>();
        services.AddTies<OrdersDatabase>("customer", "order", "orders", "customer_id");
        services.AddTies<OrdersDatabase>("product", "order", "order_lines", "product_id", "order_id");
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.AddCheckedOptions<WebhookOptions>("Webhooks");
        services.AddSingleton(
            new KnownSecret(WebhookHandler.SecretName, "Shows that a call about the status of an order is the ERP's.", "Webhooks:Erp"));
        services.AddSingleton(
            new KnownSecret(
                WebhookHandler.PreviousName, "The one before, still accepted while the ERP changes over.", "Webhooks:ErpPrevious"));
        services.AddCheckedOptions<WebhookRetentionOptions>("Retention");
        services.AddSingleton<WebhookHandler>();
        services.AddSingleton<WebhookRecovery>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookRecovery>());
    }
}
