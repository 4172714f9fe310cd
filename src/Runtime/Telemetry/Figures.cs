using Lockstep.Runtime.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Lockstep.Runtime.Telemetry;

/// <summary>
/// Shows the figures of <see cref="LockstepMeter"/>, by OpenTelemetry: to who asks, as Prometheus does, and to a collector if one is set.
/// </summary>
public static class Figures
{
    /// <summary>OpenTelemetry's own name; its others (headers, interval, attributes) count too. Without it nothing is sent.</summary>
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Answers a request in the text format of Prometheus, or in that of OpenMetrics to who asks for it.</summary>
    public static RequestDelegate CreateScrape(IEndpointRouteBuilder routes) =>
        routes.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true).Build();

    internal static IServiceCollection AddFigures(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LockstepMeter>();
        services.ConfigureOpenTelemetryMeterProvider(
            static (provider, metrics) => Listen(provider.GetRequiredService<LockstepMeter>(), metrics));
        services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("lockstep"))
            .WithMetrics(metrics => metrics.AddPrometheusExporter(static options =>
            {
                // They would add the meter's name to every line: there is one meter.
                (options.ScopeInfoEnabled, options.TargetInfoEnabled) = (false, false);
            }));
        return string.IsNullOrEmpty(configuration[Collector]) ? services : services.AddCollector();
    }

    /// <summary>Meters are heard by name; of several systems in one process, each shows its own figures only.</summary>
    private static void Listen(LockstepMeter own, MeterProviderBuilder metrics) => metrics.AddMeter(own.Meter.Name)
        .AddView(instrument => ReferenceEquals(instrument.Meter, own.Meter) ? null : MetricStreamConfiguration.Drop);

    /// <summary>Over HTTP, for the guard checks calls of that kind. It is a URL that a person configured, like any other.</summary>
    private static IServiceCollection AddCollector(this IServiceCollection services)
    {
        services.AddOptions<OtlpExporterOptions>().Configure<GuardedHttp>(static (options, guard) =>
        {
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
            options.HttpClientFactory = () => guard.CreateClient(TimeSpan.FromMilliseconds(options.TimeoutMilliseconds));
        });
        services.ConfigureOpenTelemetryMeterProvider(static metrics => metrics.AddOtlpExporter());
        return services;
    }
}
