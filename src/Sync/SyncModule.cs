using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Transports;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Http;
using Lockstep.Sync.Polling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Sync;

/// <summary>The engine: moves changes between systems by flows.</summary>
public sealed class SyncModule : IModule
{
    internal const string Key = "sync";

    /// <inheritdoc />
    public string Name => Key;

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Key, typeof(SyncModule).Assembly);
        services.AddCheckedOptions<DispatchOptions>("Dispatch");
        services.Configure<JsonOptions>(options => JsonBodies.Add(options.SerializerOptions, SyncJson.Default));
        services.AddSingleton(provider => new FlowBook(
            FlowReader.ReadFolder(FlowFolder.Find(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<DataFolder>())),
            provider.GetServices<IConnector>()));
        services.AddSingleton(provider => new Parts(provider.GetRequiredKeyedService<IStore>(Key).Dialect.HasConcurrentWrites ? Parts.Shared : 1));
        services.AddSingleton<IEventConsumer, EventIntake>();
        services.AddSingleton<DispatcherSet>();
        services.AddSingleton(new RetentionRule(Key, options => options.Deliveries, """
            delete from deliveries where id in (
              select id from deliveries where state in ('delivered', 'skipped') and finished_at < $1 order by finished_at limit $2)
            """));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DispatcherSet>());
        services.AddHostedService<PollerSet>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var sync = routes.MapGroup("/sync").WithTags("Sync");
        ListFlows.Map(sync);
        ListDeliveries.Map(sync);
        ReadDelivery.Map(sync);
        ReplayDeadLetters.Map(sync);
    }
}
