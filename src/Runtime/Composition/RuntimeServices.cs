using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Mail;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbound;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Runtime.Streams;
using Lockstep.Runtime.Telemetry;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Composition;

/// <summary>Registers what every module stands on.</summary>
public static class RuntimeServices
{
    /// <summary>Clock, ids, the data folder and its options, keys and token checks, and the transport inside this process.</summary>
    public static IServiceCollection AddRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        // What somebody has put there already stays: a test brings its own clock, chance and disk.
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new Random());
        services.TryAddSingleton<FileFlush>(LogSync.ToDisk);
        services.AddSingleton<IdSource>();
        services.AddSingleton<Hush>();
        services.AddSingleton(provider => Instance.Here(provider.GetRequiredService<IdSource>().Next()));
        var store = StoreKinds.Parse(configuration["LOCKSTEP_STORE"]);
        services.AddSingleton(typeof(StoreKind), store);
        services.AddSingleton(_ => DataFolder.Open(configuration["LOCKSTEP_DATA"] ?? "data", isShared: store is StoreKind.Postgres));
        services.AddSingleton(provider => new PostgresServer(
            configuration["LOCKSTEP_POSTGRES"], provider.GetRequiredService<IOptions<PostgresOptions>>().Value.MaintenanceDatabase));
        services.AddSingleton(provider => new SoleUse(provider.GetServices<StorePresence>()));
        services.AddSingleton<ITransport, InProcessTransport>();
        services.AddFigures(configuration);
        services.AddCheckedOptions<RetentionOptions>("Retention");
        services.AddCheckedOptions<SqliteOptions>("Sqlite");
        services.AddCheckedOptions<PostgresOptions>("Postgres");
        services.AddCheckedOptions<RelayOptions>("Relay");
        services.AddCheckedOptions<LeaseOptions>("Leases");
        services.AddCheckedOptions<ExportOptions>("Export");
        services.AddCheckedOptions<ListOptions>("Lists");
        services.AddCheckedOptions<FileLimits>("Files");
        services.AddCheckedOptions<EventStreamOptions>("EventStream");
        services.AddSingleton(CreateStreams);
        services.AddHostedService(static provider => provider.GetRequiredService<EventStreams>());
        services.AddCheckedOptions<CustomOptions>("CustomFields");
        services.AddJson(CustomFieldJson.Default);
        services.AddSingleton(provider => new Readiness(
            provider, provider.GetServices<ModuleSchema>(), provider.GetRequiredService<Instance>(),
            provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddOutbound();
        services.AddCheckedOptions<MailOptions>("Mail");
        services.AddSingleton(new KnownSecret(MailServer.PasswordName, "Signs in at the SMTP server.", "Mail:Password"));
        services.AddSingleton<MailServer>();
        services.AddSecurity(configuration);
        return services;
    }

    private static EventStreams CreateStreams(IServiceProvider provider)
    {
        var streams = new EventStreams(
            provider.GetServices<ModuleStream>(), provider.GetRequiredService<IOptions<EventStreamOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IHostApplicationLifetime>());
        var meter = provider.GetRequiredService<LockstepMeter>();
        meter.Gauge("lockstep_event_streams", "{stream}", "Event streams that are open in this process", () => streams.Count, []);
        meter.Counter(
            "lockstep_event_streams_events_total", "{event}", "Events sent to streams by this process", "door", "sse",
            () => streams.EventsSent);
        return streams;
    }

    /// <summary>Looks for whatever would keep the process from starting, before anything is made here or on a database server.</summary>
    /// <exception cref="StartupException">There is something; the message is one line with the remedy.</exception>
    public static async Task CheckStartAsync(this IServiceProvider services)
    {
        // What needs no server comes first: a wrong setting is told also while the server is away.
        foreach (var check in services.GetServices<StartCheck>())
        {
            check.Run();
        }

        if ((StoreKind)services.GetRequiredService(typeof(StoreKind)) is StoreKind.Postgres)
        {
            await services.GetRequiredService<PostgresServer>().CheckAsync(
                [.. services.GetServices<ModuleSchema>().Select(static module => module.Module)],
                services.GetRequiredService<IOptions<PostgresOptions>>().Value, services.GetRequiredService<TimeProvider>());
        }
    }
}
