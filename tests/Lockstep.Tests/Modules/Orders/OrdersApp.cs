using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Systems;
using Lockstep.Crm;
using Lockstep.Inventory;
using Lockstep.Orders;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Webhooks;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>The modules Orders, Inventory and Crm behind a web server in memory, on a data folder of their own.</summary>
internal sealed class OrdersApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly WebApplication _web;

    private OrdersApp(DirectoryInfo folder, SetClock clock, (string Name, string Value)[] settings)
    {
        (_folder, Clock) = (folder, clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();

        // The keepers work when a test says so.
        builder
            .Configuration.AddInMemoryCollection([
                new("LOCKSTEP_DATA", _folder.FullName), new("Orders:PollInterval", "00:05:00"), new("Webhooks:PollInterval", "00:05:00"),
            ])
            .AddInMemoryCollection(TestDatabases.SettingsOf(_folder.FullName))
            .AddInMemoryCollection(
                settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.Ordinal));
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Clock).AddRuntime(builder.Configuration);
        builder.Services.Configure<JsonOptions>(options => JsonBodies.Configure(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddSingleton<IAuditTrail>(new MemoryTrail());
        builder.Services.AddSingleton<ISecrets>(Secrets);
        IModule[] modules = [new CrmModule(), new InventoryModule(), new OrdersModule()];
        foreach (var module in modules)
        {
            module.AddServices(builder.Services);
        }

        var real = builder.Services.Last(service => service.ServiceType == typeof(IStockReservations));
        builder.Services.AddSingleton<IStockReservations>(provider =>
            Line = new CutLine((IStockReservations)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)));
        _web = builder.Build();
        _web.Use(ServeAsync);
        foreach (var module in modules)
        {
            module.MapEndpoints(_web);
        }
    }

    public SetClock Clock { get; }

    public LogLines Log { get; } = new();

    /// <summary>The way from Orders to Inventory's stock.</summary>
    public CutLine Line { get; private set; } = null!;

    /// <summary>The secrets from outside.</summary>
    public FixedSecrets Secrets { get; } = new();

    public WebhookRecovery Webhooks => _web.Services.GetRequiredService<WebhookRecovery>();

    /// <summary>What whoever calls from now on may do.</summary>
    public IReadOnlySet<string> Granted { get; set; } = Permissions.Of(["admin"]);

    /// <summary>The customer that whoever calls from now on is.</summary>
    public long? Self { get; set; }

    public IStore Store => _web.Services.GetRequiredKeyedService<IStore>("orders");

    /// <summary>A module as flows see it.</summary>
    public IModuleSystem Module(string name) =>
        _web.Services.GetServices<IModuleSystem>().Single(system => string.Equals(system.Name, name, StringComparison.Ordinal));

    public StockSweeper Keeper => _web.Services.GetRequiredService<StockSweeper>();

    public static async Task<OrdersApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var (folder, clock) = (Directory.CreateTempSubdirectory("lockstep-"), new SetClock());
        await PreparedSites.FillAsync("orders, inventory, crm", clock, folder.FullName, static async prepared =>
        {
            var first = await StartAsync(new DirectoryInfo(prepared), new SetClock(), []);

            // Stopped first, which gives its leases back: a clock that stands still would never see them expire.
            await first._web.StopAsync();
            await first._web.DisposeAsync();
        });
        return await StartAsync(folder, clock, settings);
    }

    /// <summary>Stops this one and starts another on its data, which go with that one.</summary>
    public async Task<OrdersApp> RestartAsync()
    {
        await _web.DisposeAsync();
        return await StartAsync(_folder, Clock, []);
    }

    /// <summary>Sends a request; the answer's status and JSON.</summary>
    public async Task<(int Status, JsonNode Body)> SendAsync(
        HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var client = _web.GetTestClient();
        using var request = new HttpRequestMessage(method, path);
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    /// <summary>Sends a CSV file.</summary>
    public async Task<(int Status, JsonNode Body)> UploadAsync(string path, string csv)
    {
        using var client = _web.GetTestClient();
        using var content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>A file that is sent, and how.</summary>
    public async Task<(string? Type, string? Disposition, string Text)> FileAsync(string path)
    {
        using var client = _web.GetTestClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        var headers = response.Content.Headers;
        return (headers.ContentType?.ToString(), headers.ContentDisposition?.ToString(), await response.Content.ReadAsStringAsync());
    }

    public Task<(int Status, JsonNode Body)> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<(int Status, JsonNode Body)> MoveAsync(long order, string status) =>
        SendAsync(HttpMethod.Put, $"/orders/{order}/status", $$"""{"status":"{{status}}"}""");

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Body;

    /// <summary>Makes a product with so much stock; its id.</summary>
    public async Task<long> ProductAsync(long stock, string price = "4.95", string currency = "EUR")
    {
        var (status, body) = await PostAsync(
            "/products", $$"""{"name":"Bolt","price":{{price}},"currency":"{{currency}}","stock":{{stock}}}""");
        status.ShouldBe(201);
        return (long)body["id"]!;
    }

    /// <summary>Makes a customer; its id.</summary>
    public async Task<long> CustomerAsync(string name = "Ada") =>
        (long)(await PostAsync("/customers", $$"""{"name":"{{name}}"}""")).Body["id"]!;

    /// <summary>Places an order of one line; its id.</summary>
    public async Task<long> OrderAsync(long product, long quantity = 1, string kind = "sale")
    {
        var (status, body) = await PostAsync(
            "/orders", $$"""{"kind":"{{kind}}","items":[{"productId":{{product}},"quantity":{{quantity}}}]}""");
        status.ShouldBe(201, body.ToJsonString());
        return (long)body["id"]!;
    }

    /// <summary>The units of a product on hand, and those reserved.</summary>
    public async Task<(long OnHand, long Reserved)> StockAsync(long product)
    {
        var stock = await GetAsync($"/products/{product}/stock");
        return ((long)stock["onHand"]!, (long)stock["reserved"]!);
    }

    /// <summary>Waits until every committed event has its position, so that feeds show it.</summary>
    public Task NumberedAsync() => TestApp.NumberedAsync(Store);

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _folder.Delete(recursive: true);
        await TestDatabases.DropAsync(_folder.FullName);
    }

    private static async Task<OrdersApp> StartAsync(DirectoryInfo folder, SetClock clock, (string Name, string Value)[] settings)
    {
        var app = new OrdersApp(folder, clock, settings);
        await app._web.StartAsync();
        return app;
    }

    private async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        new Caller("user:1", "t", Granted) { CustomerId = Self }.SetOn(context);
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException error) when (error.InnerException is JsonException fault)
        {
            await ((Problem)JsonFaults.ToRefusal(fault)).SendAsync(context);
        }
    }
}
