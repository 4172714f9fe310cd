using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Users;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Support;

/// <summary>
/// One module in a server of its own, without a gateway before it: it knows its callers by their signed tokens alone, which another
/// process issued.
/// </summary>
internal sealed class ModuleAlone : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TokenMint _mint = new();
    private readonly WebApplication _web;
    private readonly IModule _module;
    private readonly Caller? _caller;

    private ModuleAlone(IModule module, Caller? caller)
    {
        (_module, _caller) = (module, caller);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([
            new("LOCKSTEP_DATA", _folder.Path), new("LOCKSTEP_FLOWS", NoFlows()), new("LOCKSTEP_ADMIN_PASSWORD", TestApp.AdminPassword),
        ]);
        builder.Configuration.AddInMemoryCollection(TestDatabases.SettingsOf(_folder.Path));
        builder.Services.AddRuntime(builder.Configuration);
        builder.Services.Configure<JsonOptions>(options => JsonBodies.Configure(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddSingleton<IEnumerable<ISystem>>([]);
        builder.Services.AddSingleton<ICustomerDirectory>(new TwoCustomers());
        builder.Services.AddSingleton<IProductCatalogue>(new OneProduct());
        builder.Services.AddSingleton<IProductIntake>(new OpenIntake());
        builder.Services.AddSingleton<IStockReservations>(new EndlessStock());
        builder.Services.AddSingleton<IOrderDirectory>(new NoOrders());
        builder.Services.AddSingleton<IUserDirectory>(new NoUsers());
        builder.Services.AddSingleton<IAuditTrail>(new MemoryTrail());
        builder.Services.AddSingleton<IStandingAccess>(new NoAccess());
        builder.Services.AddSingleton<ISecrets>(new FixedSecrets());
        module.AddServices(builder.Services);
        builder.Services.Replace(ServiceDescriptor.Singleton<ITokenKeys>(_mint));
        _web = builder.Build();
        _web.Use(VerifyAsync);
        module.MapEndpoints(_web);
        (module as IDialectEndpoints)?.MapDialects(_web.MapGroup(DialectRoute.Root));
    }

    public IEnumerable<RouteEndpoint> Routes =>
        _web.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public IServiceProvider Services => _web.Services;

    /// <param name="module">The module.</param>
    /// <param name="caller">Who sends requests without a token; nobody by default.</param>
    public static async Task<ModuleAlone> StartAsync(IModule module, Caller? caller = null)
    {
        var alone = new ModuleAlone(module, caller);
        await alone._web.StartAsync();
        return alone;
    }

    public HttpClient Client(string? token)
    {
        var client = _web.GetTestClient();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        return client;
    }

    /// <summary>A token of customer 1 with a role.</summary>
    public string TokenOf(string role)
    {
        var claims = _mint.Claims(TimeProvider.System, "user:77");
        claims["roles"] = new System.Text.Json.Nodes.JsonArray(role);
        claims["customer"] = 1;
        claims["auth_time"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return _mint.Sign(claims);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        await TestDatabases.DropAsync(_folder.Path, _module.Manifest.Name);
        _folder.Dispose();
    }

    /// <summary>The shipped flows name modules that are not here.</summary>
    private string NoFlows() => Directory.CreateDirectory(Path.Combine(_folder.Path, "no-flows")).FullName;

    private Task VerifyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Authorization.ToString() is { Length: > 7 } header)
        {
            _web.Services.GetRequiredService<TokenVerifier>().Verify(header.AsSpan(7)).Caller?.SetOn(context);
        }
        else
        {
            _caller?.SetOn(context);
        }

        return ServeAsync(context, next);
    }

    /// <summary>What another process would answer for Identity about somebody who is gone.</summary>
    private sealed class NoAccess : IStandingAccess
    {
        public ValueTask<IReadOnlySet<string>> FindAsync(string subject, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlySet<string>>(new HashSet<string>(StringComparer.Ordinal));
    }

    /// <summary>What another process would answer for Crm.</summary>
    private sealed class TwoCustomers : ICustomerDirectory
    {
        public ValueTask<string?> FindNameAsync(long id, CancellationToken ct) =>
            ValueTask.FromResult(id is 1 or 2 ? $"Customer {id}" : null);

        public ValueTask<IReadOnlyList<CustomerName?>> FindAsync(IReadOnlyList<CustomerKey> keys, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<CustomerName?>>([
                .. keys.Select(key => key.Id is 1 or 2 ? new CustomerName(key.Id.Value, $"Customer {key.Id}") : null),
            ]);

        public ValueTask<IReadOnlyDictionary<long, Customer>> ReadAsync(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyDictionary<long, Customer>>(
                customerIds.Where(static id => id is 1 or 2).ToDictionary(static id => id, static id => new Customer
                {
                    Id = id, Name = $"Customer {id}", Status = "active", Version = 1, CreatedAt = default, UpdatedAt = default,
                }));

        public ValueTask<IReadOnlyList<long>> SearchAsync(string text, int limit, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<long>>([]);

        public ValueTask<long> CountAsync(CancellationToken ct) => ValueTask.FromResult(2L);
    }

    /// <summary>What another process would answer for Inventory's catalogue.</summary>
    private sealed class OneProduct : IProductCatalogue
    {
        public ValueTask<IReadOnlyList<CatalogueProduct?>> FindAsync(IReadOnlyList<ProductKey> keys, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<CatalogueProduct?>>([
                .. keys.Select(key => key.Id == 1 ? new CatalogueProduct(1, "BOLT", "Bolt", 1, "EUR", true) : null),
            ]);
    }

    /// <summary>What another process would answer for Inventory's intake.</summary>
    private sealed class OpenIntake : IProductIntake
    {
        public Task<IReadOnlyList<CatalogueProduct>> EnsureAsync(IReadOnlyList<NewProduct> products, string actor, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<CatalogueProduct>>(
                [.. products.Select((one, index) => new CatalogueProduct(index + 2, one.Sku, one.Name, one.Price, one.Currency, true))]);
    }

    /// <summary>What another process would answer for Inventory's stock, had it no end.</summary>
    private sealed class EndlessStock : IStockReservations
    {
        public Task<ReserveAnswer> ReserveAsync(StockOperation operation, CancellationToken ct) =>
            Task.FromResult(new ReserveAnswer(ReserveOutcome.Reserved, []));

        public Task<UndoneStep?> SettleAsync(StockOperation operation, StockStep step, CancellationToken ct) =>
            Task.FromResult<UndoneStep?>(null);

        public Task<IReadOnlyList<string>> ListOpenAsync(DateTimeOffset before, int limit, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<string>>([]);

        public Task KeepAsync(IReadOnlyList<string> operationIds, CancellationToken ct) => Task.CompletedTask;

        public Task ReleaseAsync(string operationId, CancellationToken ct) => Task.CompletedTask;
    }

    /// <summary>What another process would answer for Orders.</summary>
    private sealed class NoOrders : IOrderDirectory
    {
        public ValueTask<IReadOnlyDictionary<long, long?>> FindCustomersAsync(IReadOnlyCollection<long> orderIds, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyDictionary<long, long?>>(new Dictionary<long, long?>());
    }

    /// <summary>What another process would answer for Identity.</summary>
    private sealed class NoUsers : IUserDirectory
    {
        public ValueTask<IReadOnlyDictionary<long, UserName>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyDictionary<long, UserName>>(new Dictionary<long, UserName>());
    }

    private static async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException error)
        {
            context.Response.StatusCode = error.StatusCode;
        }
    }
}
