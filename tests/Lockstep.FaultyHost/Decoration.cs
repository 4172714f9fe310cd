using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.FaultyHost;

/// <summary>Wraps services that are registered already: the way in which tests bring faults into the real system.</summary>
public static class Decoration
{
    /// <summary>Wraps every service of a type that has no key.</summary>
    public static void Decorate<T>(this IServiceCollection services, Func<T, T> wrap) where T : class
    {
        foreach (var index in Indexes<T>(services, descriptor => !descriptor.IsKeyedService))
        {
            var inner = services[index];
            services[index] = ServiceDescriptor.Singleton(provider => wrap(Create<T>(inner, provider)));
        }
    }

    /// <summary>Wraps every service of a type that has a key; the key is given.</summary>
    public static void DecorateKeyed<T>(this IServiceCollection services, Func<string, T, T> wrap) where T : class
    {
        foreach (var index in Indexes<T>(services, descriptor => descriptor.IsKeyedService))
        {
            var inner = services[index];
            services[index] = ServiceDescriptor.KeyedSingleton(
                inner.ServiceKey, (provider, key) => wrap((string)key!, (T)inner.KeyedImplementationFactory!(provider, key)));
        }
    }

    private static List<int> Indexes<T>(IServiceCollection services, Func<ServiceDescriptor, bool> fits) =>
        [.. Enumerable.Range(0, services.Count).Where(index => services[index].ServiceType == typeof(T) && fits(services[index]))];

    private static T Create<T>(ServiceDescriptor descriptor, IServiceProvider provider) => (T)(
        descriptor.ImplementationInstance
        ?? descriptor.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!));
}
