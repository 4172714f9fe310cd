using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace Lockstep.Host.Settings;

/// <summary>What is in force of the settings that <see cref="SettingNames"/> knows, and where it came from.</summary>
internal static class SettingValues
{
    private const string Masked = "***";

    /// <summary>Options with the value that was bound at the start, secrets, and those that are neither.</summary>
    public static IEnumerable<SettingView> Of(IServiceProvider services)
    {
        var configuration = (IConfigurationRoot)services.GetRequiredService<IConfiguration>();
        var secrets = services.GetServices<KnownSecret>().Select(static one => one.Setting).OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var options = services.GetServices<SettingSection>()
            .SelectMany(section => Of(services, section, secrets, configuration)).ToList();
        var known = options.Select(static one => one.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return options
            .Concat(secrets.Where(one => !known.Contains(Written(one))).Select(one => Plain(one, true, configuration)))
            .Concat(SettingNames.Plain.Select(one => Plain(one, SettingNames.Secret.Contains(one, StringComparer.Ordinal), configuration)));
    }

    private static IEnumerable<SettingView> Of(
        IServiceProvider services, SettingSection section, HashSet<string> secrets, IConfigurationRoot configuration)
    {
        var bound = services.GetRequiredService(typeof(IOptions<>).MakeGenericType(section.Options));
        var inForce = bound.GetType().GetProperty(nameof(IOptions<>.Value))!.GetValue(bound);
        var fresh = Activator.CreateInstance(section.Options);
        foreach (var property in section.Options.GetProperties().Where(static one => one.CanWrite))
        {
            var name = $"{section.Name}:{property.Name}";

            // By its name too: a password that nobody registered as a secret must not be shown for that.
            var isSecret = secrets.Contains(name) || property.Name.EndsWith("Password", StringComparison.Ordinal)
                || property.Name.EndsWith("Secret", StringComparison.Ordinal) || property.Name.EndsWith("Token", StringComparison.Ordinal);
            yield return Ranged(
                new SettingView(Written(name), Shown(Text(property.GetValue(inForce)), isSecret), SourceOf(configuration, name), isSecret)
                {
                    Default = isSecret ? null : Text(property.GetValue(fresh)),
                },
                property);
        }
    }

    private static SettingView Plain(string name, bool isSecret, IConfigurationRoot configuration) =>
        new(Written(name), Shown(configuration[name], isSecret), SourceOf(configuration, name), isSecret);

    private static SettingView Ranged(SettingView view, PropertyInfo property)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            view = rule switch
            {
                RangeAttribute range => view with { Min = Text(range.Minimum), Max = Text(range.Maximum) },
                StringLengthAttribute length => view with { LengthMax = length.MaximumLength },
                LengthAttribute length => view with { LengthMax = length.MaximumLength },
                AllowedValuesAttribute allowed => view with { Allowed = [.. allowed.Values.Select(Text).OfType<string>()] },
                _ => view,
            };
        }

        return view;
    }

    /// <summary>Who wins is asked first: the last that was added.</summary>
    private static string SourceOf(IConfigurationRoot configuration, string name) =>
        configuration.Providers.Reverse().FirstOrDefault(one => Has(one, name)) switch
        {
            null => "default",
            JsonConfigurationProvider => "file",
            EnvironmentVariablesConfigurationProvider => "environment",
            CommandLineConfigurationProvider => "command-line",
            _ => "program",
        };

    private static bool Has(IConfigurationProvider provider, string name) =>
        provider.TryGet(name, out _) || provider.GetChildKeys([], name).Any();

    private static string? Shown(string? value, bool isSecret) => string.IsNullOrEmpty(value) ? null : isSecret ? Masked : value;

    private static string? Text(object? value) => value switch
    {
        null or "" => null,
        bool flag => flag ? "true" : "false",
        string text => text,
        IDictionary pairs => Joined(pairs.Keys.Cast<object>().Select(key => $"{key}={Text(pairs[key])}")),
        IEnumerable many => Joined(many.Cast<object?>().Select(Text)),
        IFormattable one => one.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static string? Joined(IEnumerable<string?> texts) => string.Join(", ", texts) is { Length: > 0 } all ? all : null;

    private static string Written(string name) => name.Replace(":", "__", StringComparison.Ordinal);
}
