using Lockstep.Gateway.Aggregation;
using Lockstep.Gateway.Batch;
using Lockstep.Gateway.Dialects;
using Lockstep.Gateway.Docs;
using Lockstep.Gateway.Edge;
using Lockstep.Gateway.Edge.Connections;
using Lockstep.Gateway.Edge.Limits;
using Lockstep.Gateway.Events;
using Lockstep.Gateway.Health;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
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
        services.AddCheckedOptions<LimitsOptions>("Limits");
        services.AddCheckedOptions<CrossOriginOptions>("Cors");
        services.AddSingleton<Listeners>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(static provider => provider.GetRequiredService<Listeners>());
        services.AddSingleton<TakenPorts>();
        services.AddHostedService<CertificateStart>();
        services.AddOptions<SocketTransportOptions>().Configure<TakenPorts>((sockets, taken) =>
            sockets.CreateBoundListenSocket = taken.Bind);
        services.AddSingleton<ParserRefusals>();
        services.AddSingleton<ConnectionShares>();
        services.AddSingleton<TrustedProxies>();
        services.AddSingleton<RefusalLimit>();
        services.AddSingleton<FiguresReaders>();
        services.AddSingleton(new KnownSecret(
            FiguresReaders.TokenName, "Reads the figures at /metrics from other machines.", "Metrics:Token"));
        services.AddSingleton<TimeLimit>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<TrustedProxies>((forwarded, proxies) => proxies.Configure(forwarded));
        services.AddCors();
        services.AddSingleton<IConfigureOptions<CorsOptions>, CrossOrigin>();
        services.AddSingleton<ExchangeCache>();
        services.Configure<JsonOptions>(options => JsonBodies.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<IEventListener, AccessRevocations>();
        services.AddCheckedOptions<AggregationOptions>("Aggregation");
        services.AddSingleton<SourceReads>();
        services.AddSingleton<CustomerExport>();
        services.AddCheckedOptions<BatchOptions>("Batch");
        services.AddSingleton<EdgeEntry>();
        services.AddJson(SearchJson.Default, BatchJson.Default);
        services.AddApiDocument();
        return services;
    }

    /// <summary>Takes the ports, before anything is made for what is to be served by them.</summary>
    /// <exception cref="StartupException">One can't be had.</exception>
    public static void TakePorts(this WebApplication app) =>
        app.Services.GetRequiredService<TakenPorts>().Take(app.Services.GetRequiredService<Listeners>().Plan());

    /// <summary>Maps the modules, each under its own paths below <c>/api</c>, and what the gateway itself serves.</summary>
    public static void MapGateway(this WebApplication app, IReadOnlyList<IModule> modules)
    {
        app.UseEdge(new DialectTable(modules.Select(static module => module.Manifest)));
        app.MapApiDocument();
        AsyncDocument.Map(app);
        HealthEndpoints.Map(app);
        var api = app.MapGroup("/api");
        foreach (var module in modules)
        {
            module.MapEndpoints(api);
        }

        CustomerOverview.Map(api);
        CustomerExport.Map(api);
        SearchAll.Map(api);
        ReadBatch.Map(api);
        FollowEvents.Map(api);
        foreach (var module in modules.OfType<IRootEndpoints>())
        {
            module.MapRootEndpoints(app);
        }

        var dialects = app.MapGroup(DialectRoute.Root).WithTags("Dialect").WithMetadata(new DialectMark());
        foreach (var module in modules.OfType<IDialectEndpoints>())
        {
            module.MapDialects(dialects);
        }
    }

    /// <summary>What every request passes, in this order, before it reaches its endpoint; docs/access.md tells why.</summary>
    private static void UseEdge(this WebApplication app, DialectTable dialects)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<HeadRequests>();

        // The reads of a batch come in here: from where they come has been settled for the batch.
        app.Services.GetRequiredService<EdgeEntry>().MarkOn(app);
        app.UseMiddleware<ProblemBoundary>();
        app.UseMiddleware<HostGuard>();
        app.UseMiddleware<FiguresPort>();
        app.UseCors();

        // Before a body, a route or a token is looked at: a flood must cost next to nothing.
        app.UseMiddleware<AddressLimit>();
        app.UseMiddleware<BodyCharset>();
        app.UseRoutes(dialects);
        app.UseMiddleware<RequestTime>();
        app.UseMiddleware<AccessCheck>();

        // Once more, for what had no endpoint: the caller may have a dialect, and only now it is known who calls.
        app.UseRoutes(dialects);
        app.UseMiddleware<PermissionCheck>();
        app.UseMiddleware<CallerLimit>();
        app.UseMiddleware<ParameterCheck>();

        // The innermost, for it goes by the answer.
        app.UseMiddleware<SignInLimit>();
    }

    /// <summary>Finds the endpoint of a request that has none yet.</summary>
    private static void UseRoutes(this WebApplication app, DialectTable dialects)
    {
        app.UseMiddleware<DialectRouter>(dialects);
        app.UseRouting();
        app.UseMiddleware<AskedPath>();
    }
}
