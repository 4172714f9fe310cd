using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Systems;
using Lockstep.Crm;
using Lockstep.Inventory;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
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

namespace Lockstep.Tests.Modules.Inventory;

/// <summary>The modules Inventory and Crm behind a web server in memory, on a data folder of their own.</summary>
internal sealed class InventoryApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly WebApplication _web;

    private InventoryApp(DirectoryInfo folder)
    {
        _folder = folder;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder
            .Configuration.AddInMemoryCollection([new("LOCKSTEP_DATA", _folder.FullName)])
            .AddInMemoryCollection(TestDatabases.SettingsOf(_folder.FullName));
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Clock).AddRuntime(builder.Configuration);
        builder.Services.Configure<JsonOptions>(options => JsonBodies.Configure(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddSingleton<IAuditTrail>(new MemoryTrail());
        IModule[] modules = [new CrmModule(), new InventoryModule()];
        foreach (var module in modules)
        {
            module.AddServices(builder.Services);
        }

        _web = builder.Build();
        _web.Use(ServeAsync);
        foreach (var module in modules)
        {
            module.MapEndpoints(_web);
        }
    }

    public SetClock Clock { get; } = new();

    public LogLines Log { get; } = new();

    /// <summary>What whoever calls from now on may do.</summary>
    public IReadOnlySet<string> Granted { get; set; } = Permissions.Of(["admin"]);

    public HttpClient Client => _web.GetTestClient();

    public IModuleSystem Flows => _web.Services.GetServices<IModuleSystem>().Single(system => system.Name is "inventory");

    public IStockReservations Reservations => _web.Services.GetRequiredService<IStockReservations>();

    public IProductCatalogue Catalogue => _web.Services.GetRequiredService<IProductCatalogue>();

    public IStore Store => _web.Services.GetRequiredKeyedService<IStore>("inventory");

    public static async Task<InventoryApp> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-");
        await PreparedSites.FillAsync("inventory, crm", new SetClock(), folder.FullName, static async prepared =>
        {
            var first = await StartAsync(new DirectoryInfo(prepared));

            // Stopped first, which gives its leases back: a clock that stands still would never see them expire.
            await first._web.StopAsync();
            await first._web.DisposeAsync();
        });
        return await StartAsync(folder);
    }

    /// <summary>Sends a request; the answer's status and JSON.</summary>
    public async Task<(int Status, JsonNode Body)> SendAsync(
        HttpMethod method, string path, string? json = null, (string Name, string Value) header = default)
    {
        using var client = Client;
        using var request = new HttpRequestMessage(method, path);
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        if (header.Name is not null)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    public Task<(int Status, JsonNode Body)> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Body;

    /// <summary>Makes a product with so much stock; its id.</summary>
    public async Task<long> ProductAsync(long stock, string name = "Bolt")
    {
        var (status, body) = await PostAsync("/products", $$"""{"name":"{{name}}","price":1,"stock":{{stock}}}""");
        status.ShouldBe(201);
        return (long)body["id"]!;
    }

    /// <summary>Makes a customer; its id.</summary>
    public async Task<long> CustomerAsync(string name = "Ada") =>
        (long)(await PostAsync("/customers", $$"""{"name":"{{name}}"}""")).Body["id"]!;

    /// <summary>Waits until every committed event has its position, so that feeds show it.</summary>
    public Task NumberedAsync() => TestApp.NumberedAsync(Store);

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _folder.Delete(recursive: true);
        await TestDatabases.DropAsync(_folder.FullName);
    }

    private static async Task<InventoryApp> StartAsync(DirectoryInfo folder)
    {
        var app = new InventoryApp(folder);
        await app._web.StartAsync();
        return app;
    }

    private async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        new Caller("user:1", "t", Granted).SetOn(context);
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
