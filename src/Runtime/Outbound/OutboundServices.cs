using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lockstep.Runtime.Outbound;

/// <summary>Registers the one way out.</summary>
internal static class OutboundServices
{
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.AddCheckedOptions<OutboundOptions>("Outbound");
        services.TryAddSingleton<INameResolver, DnsResolver>();
        services.AddSingleton<GuardedHttp>();
        return services;
    }
}
