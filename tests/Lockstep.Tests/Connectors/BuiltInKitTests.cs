using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Connectors;

/// <summary>What the kinds of records of modules have in common.</summary>
public abstract class BuiltInKit(AppFixture modules, string module) : SystemKit, IClassFixture<AppFixture>
{
    protected override ISystem System { get; } = modules.App.Services.GetServices<ISystem>()
        .Single(one => string.Equals(one.Name, module, StringComparison.Ordinal));

    internal TestApp App => modules.App;

    protected override JsonObject Unacceptable() => new() { ["noSuchField"] = "x" };

    /// <summary>What changed in one millisecond comes once more in the next round.</summary>
    protected override Task PassAMomentAsync()
    {
        var now = App.Now;
        return TestApp.EventuallyAsync(() => Task.FromResult(App.Now - now > TimeSpan.FromMilliseconds(2)), "the clock goes on");
    }
}

public sealed class CustomerKitTests(AppFixture modules) : BuiltInKit(modules, "crm")
{
    protected override string Kind => "customer";

    protected override JsonObject FieldsOf(int number) =>
        new() { ["externalId"] = $"K/{number}", ["source"] = "kit", ["name"] = $"Ада {number}", ["email"] = $"ada{number}@example.com" };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Ада Кинг {number}" };
}

public sealed class ProductKitTests(AppFixture modules) : BuiltInKit(modules, "inventory")
{
    protected override string Kind => "product";

    protected override JsonObject FieldsOf(int number) =>
        new() { ["externalId"] = $"K/{number}", ["source"] = "kit", ["sku"] = $"KIT-{number}", ["name"] = $"Shirt {number}", ["price"] =
            25 };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Green shirt {number}", ["price"] = 26 };
}

public sealed class OrderKitTests(AppFixture modules) : BuiltInKit(modules, "orders"), IAsyncLifetime
{
    protected override string Kind => "order";

    public async ValueTask InitializeAsync() =>
        await App.PostAsync("/api/products", 
            """{ "sku": "KIT-ORDERED", "name": "Shirt", "price": 25, "currency": "EUR", "stock": 100000 }""");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["externalId"] = $"K/{number}", ["source"] = "kit", ["reference"] = $"PO {number}",
        ["items"] = new JsonArray(new JsonObject { ["sku"] = "KIT-ORDERED", ["quantity"] = 1 }),
    };

    protected override JsonObject ChangesOf(int number) => new() { ["reference"] = $"PO {number} b" };

    /// <summary>The lines come back with all that they are.</summary>
    protected override IReadOnlyList<string> Rewritten => ["items"];
}
