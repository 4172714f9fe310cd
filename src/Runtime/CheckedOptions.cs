using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Runtime;

/// <summary>Options that are checked when the process starts.</summary>
public static class CheckedOptions
{
    /// <summary>Binds a section of the configuration to its options; all that is out of range is reported at start, at once.</summary>
    public static IServiceCollection AddCheckedOptions<TOptions>(this IServiceCollection services, string section) where TOptions : class
    {
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
}
