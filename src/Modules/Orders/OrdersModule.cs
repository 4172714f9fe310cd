using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Orders.Import;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Webhooks;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Orders;

/// <summary>Orders: their life cycle, their prices, and the stock that is reserved for them.</summary>
public sealed class OrdersModule : IModule
{
    /// <inheritdoc />
    public string Name => OrdersDatabase.Name;

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(OrdersDatabase.Name, typeof(OrdersModule).Assembly, static parts => new OrdersDatabase(parts));
        services.AddJson(OrderJson.Default, PullJson.Default, StockJson.Default, WebhookJson.Default);
        services.AddCheckedOptions<OrdersOptions>("Orders");
        services.AddCheckedOptions<PullOptions>("Orders");
        services.AddSingleton(ReservationTable.Retention);
        services.AddSingleton<OrderDrafts>();
        services.AddSingleton<StockDesk>();
        services.AddSingleton<ChangeOrder>();
        services.AddSingleton<StockKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<StockKeeper>());
        services.AddImports<OrderImports>(OrdersDatabase.Name, OrderImports.Kept);
        services.AddSingleton<NewOrderBell>();
        services.AddHostedService(provider => provider.GetRequiredService<NewOrderBell>());
        services.AddSingleton<PullLag>();
        services.AddHostedService(provider => provider.GetRequiredService<PullLag>());
        AddWebhooks(services);
        services.AddSingleton<IModuleSystem, OrdersSystem>();
        services.AddSingleton<IOverviewPart, OrdersOverviewPart>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/orders").WithTags("Orders");
        PlaceOrder.Map(orders);
        ListOrders.Map(orders);
        ExportOrders.Map(orders);
        ReadOrder.Map(orders);
        ReplaceOrder.Map(orders);
        PatchOrder.Map(orders);
        SetOrderStatus.Map(orders);
        CancelOrder.Map(orders);
        DeleteOrder.Map(orders);
        ReadOrderHistory.Map(orders);
        ReadOrderChanges.Map(orders);
        orders.MapImports<OrderImports>(
            Permissions.OrdersRead, Permissions.OrdersWrite, OrderImports.Kept, OrderImports.About, OrderTerms.Parameters);
        PullOrders.Map(orders);
        AckOrder.Map(orders);
        AckOrders.Map(orders);
        NackOrder.Map(orders);
        StatusWebhook.Map(orders);
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.AddCheckedOptions<WebhookOptions>("Webhooks");
        services.AddSingleton(new KnownSecret(WebhookDesk.SecretName, "Shows that a call about the status of an order is the ERP's.", "Webhooks:Erp"));
        services.AddSingleton(new KnownSecret(WebhookDesk.PreviousName, "The one before, still accepted while the ERP changes over.", "Webhooks:ErpPrevious"));
        services.AddSingleton(WebhookTable.Retention);
        services.AddSingleton(WebhookTable.RefusedRetention);
        services.AddSingleton<WebhookDesk>();
        services.AddSingleton<WebhookKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookKeeper>());
    }
}
