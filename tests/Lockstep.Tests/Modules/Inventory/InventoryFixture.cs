namespace Lockstep.Tests.Modules.Inventory;

/// <summary>One app for tests that leave nothing behind.</summary>
public sealed class InventoryFixture : IAsyncLifetime
{
    internal InventoryApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await InventoryApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
