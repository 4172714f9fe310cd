using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Runtime;

/// <summary>Options that are checked when the process starts.</summary>
public static class CheckedOptions
{
    /// <summary>
    /// Binds a section of the configuration to its options; all that is out of range is reported at start, at once. Asked for again, as by
    /// each resource that can be imported, it changes nothing.
    /// </summary>
    public static IServiceCollection AddCheckedOptions<TOptions>(this IServiceCollection services, string section) where TOptions : class
    {
        if (services.Any(static service => service.ServiceType == typeof(Bound<TOptions>)))
        {
            return services;
        }

        services.AddSingleton<Bound<TOptions>>();
        services.AddSingleton(new SettingSection(section, typeof(TOptions)));
        services.AddOptions<TOptions>()
            .Configure<IConfiguration>((options, configuration) => Bind(configuration.GetSection(section), options))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }

    private static void Bind(IConfigurationSection section, object options)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException error)
        {
            throw new StartupException($"A setting can't be read; correct it and start again. {error.Message}", error);
        }
    }

    /// <summary>Says that these options are bound. Whoever sets some of them by code besides must not look as if it had.</summary>
    private sealed class Bound<TOptions>;
}

/// <summary>A section of the configuration, whose settings are the properties of its options; two may share a section.</summary>
/// <param name="Name">The section.</param>
/// <param name="Options">The options.</param>
public sealed record SettingSection(string Name, Type Options)
{
    /// <summary>The full names of its settings, like <c>Sqlite:GroupMax</c>.</summary>
    public IEnumerable<string> Names => Options.GetProperties().Where(static one => one.CanWrite).Select(one => $"{Name}:{one.Name}");
}
