using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Import;

/// <summary>One app for tests whose customers, products and orders have keys of their own.</summary>
public sealed class OrderImportFixture : IAsyncLifetime
{
    internal TestApp App { get; private set; } = null!;

    internal ImportApi Customers { get; private set; } = null!;

    internal ImportApi Products { get; private set; } = null!;

    internal ImportApi Stock { get; private set; } = null!;

    internal ImportApi Orders { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        Customers = new ImportApi(App.Admin);
        Products = new ImportApi(App.Admin, "products");
        Stock = new ImportApi(App.Admin, "products/stock");
        Orders = new ImportApi(App.Admin, "orders");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
