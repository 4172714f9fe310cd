using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Connectors;

/// <summary>What the kinds of records of modules have in common.</summary>
public abstract class BuiltInKit(FlowlessApp modules, string module, bool byKey) : SystemKit, IClassFixture<FlowlessApp>
{
    protected override ISystem System { get; } = modules.App.Services.GetServices<ISystem>()
        .Single(one => string.Equals(one.Name, module, StringComparison.Ordinal));

    internal TestApp App => modules.App;

    protected override bool WritesByKey => byKey;

    protected override JsonObject Unacceptable() => new() { ["noSuchField"] = "x" };

    /// <summary>What changed in one millisecond comes once more in the next round.</summary>
    protected override Task PassAMomentAsync()
    {
        var now = App.Now;
        return TestApp.EventuallyAsync(() => Task.FromResult(App.Now - now > TimeSpan.FromMilliseconds(2)), "the clock goes on");
    }
}

public abstract class CustomerKit(FlowlessApp modules, bool byKey) : BuiltInKit(modules, "crm", byKey)
{
    protected override string Kind => "customer";

    protected override string? KeyField => "email";

    protected override string? EmptiedField => "phone";

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["externalId"] = $"K/{number}", ["source"] = "kit", ["name"] = $"Ада {number}", ["email"] = $"ada{number}@example.com",
        ["phone"] = "+44 20 7946 0018",
    };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Ада Кинг {number}" };
}

[RunsOnEachStore]
public sealed class CustomerKitTests(FlowlessApp modules) : CustomerKit(modules, byKey: true);

[RunsOnEachStore]
public sealed class CustomerRecordsKitTests(FlowlessApp modules) : CustomerKit(modules, byKey: false);

public abstract class ProductKit(FlowlessApp modules, bool byKey) : BuiltInKit(modules, "inventory", byKey)
{
    protected override string Kind => "product";

    protected override string? KeyField => "sku";

    protected override string? EmptiedField => "description";

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["externalId"] = $"K/{number}", ["source"] = "kit", ["sku"] = $"KIT-{number}", ["name"] = $"Shirt {number}", ["price"] = 25,
        ["description"] = "Cotton",
    };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Green shirt {number}", ["price"] = 26 };
}

public sealed class ProductKitTests(FlowlessApp modules) : ProductKit(modules, byKey: true);

[RunsOnEachStore]
public sealed class ProductRecordsKitTests(FlowlessApp modules) : ProductKit(modules, byKey: false);

public abstract class OrderKit(FlowlessApp modules, bool byKey) : BuiltInKit(modules, "orders", byKey), IAsyncLifetime
{
    protected override string Kind => "order";

    protected override string? KeyField => "externalId";

    protected override string? EmptiedField => "reference";

    public async ValueTask InitializeAsync() =>
        await App.PostAsync("/api/products", 
            """{ "sku": "KIT-ORDERED", "name": "Shirt", "price": 25, "currency": "EUR", "stock": 100000 }""");

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["externalId"] = $"K/{number}", ["source"] = "kit", ["reference"] = $"PO {number}",
        ["items"] = new JsonArray(new JsonObject { ["sku"] = "KIT-ORDERED", ["quantity"] = 1 }),
    };

    protected override JsonObject ChangesOf(int number) => new() { ["reference"] = $"PO {number} b" };

    /// <summary>The lines come back with all that they are.</summary>
    protected override IReadOnlyList<string> Rewritten => ["items"];
}

public sealed class OrderKitTests(FlowlessApp modules) : OrderKit(modules, byKey: true);

[RunsOnEachStore]
public sealed class OrderRecordsKitTests(FlowlessApp modules) : OrderKit(modules, byKey: false);

[RunsOnEachStore]
public sealed class TicketRecordsKitTests(FlowlessApp modules) : BuiltInKit(modules, "support", byKey: false)
{
    protected override string Kind => "ticket";

    protected override string? KeyField => "externalId";

    protected override string? EmptiedField => "description";

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["externalId"] = $"K/{number}", ["source"] = "kit", ["requester"] = $"ada{number}@example.com", ["subject"] = $"Посылка {number}",
        ["description"] = "It arrived open.",
    };

    protected override JsonObject ChangesOf(int number) => new() { ["subject"] = $"Посылка {number} открыта", ["status"] = "in_progress" };
}
