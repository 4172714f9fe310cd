using Lockstep.Gateway.Docs;
using Lockstep.Gateway.Edge;
using Lockstep.Gateway.Health;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway;

/// <summary>The edge: sockets, limits, sign-in, permissions, routes to the modules, documentation, health.</summary>
public static class GatewayServices
{
    /// <summary>Registers the edge.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddCheckedOptions<EdgeOptions>("Edge");
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, Listeners>();
        services.AddSingleton<ExchangeCache>();
        services.Configure<JsonOptions>(options => JsonBodies.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddApiDocument();
        return services;
    }

    /// <summary>Maps the modules, each under its own paths below <c>/api</c>, and what the gateway itself serves.</summary>
    public static void MapGateway(this WebApplication app, IReadOnlyList<IModule> modules)
    {
        app.UseMiddleware<ProblemBoundary>();
        app.UseRouting();
        app.UseMiddleware<Gatekeeper>();
        app.MapApiDocument();
        HealthEndpoints.Map(app, [.. modules.Select(module => module.Name)]);
        var api = app.MapGroup("/api");
        foreach (var module in modules)
        {
            module.MapEndpoints(api);
        }

        CustomerOverview.Map(api);
        foreach (var module in modules.OfType<IRootEndpoints>())
        {
            module.MapRootEndpoints(app);
        }

        app.MapGet("/", () => Results.Redirect("/docs")).ForAll().ExcludeFromDescription();
    }
}
