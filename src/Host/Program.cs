using System.Globalization;
using System.Reflection;
using Lockstep.Backup;
using Lockstep.Connectors.BuiltIn;
using Lockstep.Connectors.Rest;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sql;
using Lockstep.Connectors.Tryton;
using Lockstep.Crm;
using Lockstep.Gateway;
using Lockstep.Host.Commands;
using Lockstep.Host.Settings;
using Lockstep.Identity;
using Lockstep.Inventory;
using Lockstep.Orders;
using Lockstep.Portal;
using Lockstep.Reports;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Support;
using Lockstep.Sync;

namespace Lockstep.Host;

/// <summary>The whole system on one screen: its modules, its connectors and its commands.</summary>
public static class Program
{
    /// <summary>Every module; whatever else is said of them stands in their manifests.</summary>
    public static IReadOnlyList<IModule> Modules { get; } =
    [
        new IdentityModule(),
        new CrmModule(),
        new InventoryModule(),
        new OrdersModule(),
        new SupportModule(),
        new SyncModule(),
        new ReportsModule(),
    ];

    /// <summary>Every kind of outside system.</summary>
    public static IReadOnlyList<IConnector> Connectors { get; } = [new RestConnector(), new SqlConnector(), new TrytonConnector()];

    internal static HostFactory Factory { get; } = new(
        static () => Build(), BuildServices, [.. Modules.Select(static module => module.Manifest)], Connectors);

    /// <summary>The entry point; see <c>lockstep --help</c>.</summary>
    public static Task<int> Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

        // The build reads the OpenAPI document from a program that is put together, but never started: no database is opened.
        if (Assembly.GetEntryAssembly()?.GetName().Name is "GetDocument.Insider")
        {
            Build().UseEndpoints(_ => { });
            return Task.FromResult(0);
        }

        // Test hosts start the program with host options and no command.
        return args.Any(arg => arg.StartsWith("--applicationName", StringComparison.Ordinal))
            ? ServeCommand.RunAsync(Factory, [])
            : CommandLine.RunAsync(Factory, args);
    }

    /// <summary>Puts the process together; nothing is opened before it starts.</summary>
    /// <param name="adjust">Changes settings or replaces services, for tests.</param>
    /// <param name="decorate">Wraps services that the modules registered, for tests.</param>
    public static WebApplication Build(Action<WebApplicationBuilder>? adjust = null, Action<WebApplicationBuilder>? decorate = null)
    {
        // Without this the framework watches the working folder, data included, and wakes up for every page that is written.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.ConfigureHost();
        adjust?.Invoke(builder);

        builder.Services.AddRuntime(builder.Configuration).AddCopies(builder.Configuration);
        builder.Services.AddGateway();
        foreach (var module in Modules)
        {
            module.AddServices(builder.Services);
        }

        // Every module is a system that flows can name, as the outside ones are that files describe.
        SyncModule.AddSystems(builder.Services, Connectors, static (module, clock) => new BuiltInSystem(module, clock));

        builder.Services.AddJson(SettingJson.Default);
        decorate?.Invoke(builder);
        var app = builder.Build();
        app.MapGateway(Modules);
        ListSettings.Map(app.MapGroup("/api"));
        app.MapPortal();
        return app;
    }

    /// <summary>
    /// The runtime and the modules alone, for commands that work on the databases without being the server. Nothing is opened.
    /// </summary>
    /// <param name="settings">Those of the server.</param>
    public static ServiceProvider BuildServices(IConfiguration settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton(settings);
        services.AddLogging();
        services.AddRuntime(settings).AddCopies(settings);
        foreach (var module in Modules)
        {
            module.AddServices(services);
        }

        return services.BuildServiceProvider();
    }
}
