using System.Collections;
using Lockstep.Contracts;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Configuration.Json;

namespace Lockstep.Host.Settings;

/// <summary>Finds settings that nobody reads: with a letter too few, a limit that was meant to hold does not.</summary>
internal static partial class SettingNames
{
    private const string Prefix = "LOCKSTEP_";

    /// <summary>Those that are no option of a component.</summary>
    public static IReadOnlyList<string> Plain { get; } =
    [
        "LOCKSTEP_DATA", "LOCKSTEP_STORE", "LOCKSTEP_POSTGRES", "LOCKSTEP_HTTP", "LOCKSTEP_HTTPS", "LOCKSTEP_BIND",
        "LOCKSTEP_DIALECT_PORTS",
        "LOCKSTEP_LEGACY", "LOCKSTEP_ADMIN_EMAIL", "LOCKSTEP_ADMIN_PASSWORD", "LOCKSTEP_SHOW_ADMIN_PASSWORD", "LOCKSTEP_PASSWORD",
        "LOCKSTEP_NEW_PASSWORD", "LOCKSTEP_TOKEN", "LOCKSTEP_SAMPLE", "LOCKSTEP_FLOWS", "LOCKSTEP_SYSTEMS", "LOCKSTEP_LOG",
            "LOCKSTEP_LOG_LINES",
        "LOCKSTEP_MASTER_KEY_FILE", "LOCKSTEP_METRICS", "LOCKSTEP_TLS_CERT", "LOCKSTEP_TLS_KEY", "LOCKSTEP_PORTAL",
    ];

    /// <summary>Those of them that nobody is shown; a connection string has a password in it.</summary>
    public static IReadOnlyList<string> Secret { get; } =
        ["LOCKSTEP_POSTGRES", "LOCKSTEP_ADMIN_PASSWORD", "LOCKSTEP_PASSWORD", "LOCKSTEP_NEW_PASSWORD", "LOCKSTEP_TOKEN"];

    /// <summary>Tells of each that was set in the environment or in <c>lockstep.json</c>.</summary>
    public static void WarnOfUnknown(WebApplication app)
    {
        var names = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(static one => (string)one.Key)
            .Concat(((IConfigurationRoot)app.Configuration).Providers.OfType<JsonConfigurationProvider>()
                .Where(static provider => provider.Source.Path is "lockstep.json").SelectMany(static provider => Keys(provider, null)));
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Lockstep.Settings");
        foreach (var (name, near) in Unknown(names, app.Services))
        {
            Unread(logger, name, near is null ? "docs/operations.md lists those that there are" : $"did you mean {near}?");
        }
    }

    /// <summary>Those of the names that are meant as settings and are none, each with the one that may be meant.</summary>
    public static IEnumerable<(string Name, string? Near)> Unknown(IEnumerable<string> names, IServiceProvider services)
    {
        var options = services.GetServices<SettingSection>().SelectMany(static section => section.Names)
            .Concat(services.GetServices<KnownSecret>().Select(static secret => secret.Setting).OfType<string>())
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var sections = options.Select(static name => name.Split(':')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var isPrefixed = name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
            var path = (isPrefixed ? name[Prefix.Length..] : name).Replace("__", ":", StringComparison.Ordinal).Split(':');
            var whole = string.Join(':', path) + ":";
            var isOption = options.Exists(option => whole.StartsWith(option + ":", StringComparison.OrdinalIgnoreCase));

            // Without the prefix only what begins like a section of ours is meant for us: an environment is full of other names.
            if (!isOption && !Plain.Contains(name, StringComparer.OrdinalIgnoreCase)
                && (isPrefixed || (path.Length > 1 && sections.Contains(path[0]))))
            {
                yield return (name, Nearest.Of(name, Plain.Concat(options.Select(option => Written(option, name, isPrefixed)))));
            }
        }
    }

    private static string Written(string option, string like, bool isPrefixed) =>
        (isPrefixed ? Prefix : "")
            + (like.Contains(':', StringComparison.Ordinal) ? option : option.Replace(":", "__", StringComparison.Ordinal));

    private static IEnumerable<string> Keys(IConfigurationProvider provider, string? parent)
    {
        foreach (var key in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var path = parent is null ? key : ConfigurationPath.Combine(parent, key);
            var inner = Keys(provider, path).ToList();
            foreach (var one in inner.Count == 0 ? [path] : inner)
            {
                yield return one;
            }
        }
    }

    [LoggerMessage(6020, LogLevel.Warning, "nobody reads the setting {Name}; {Hint}")]
    private static partial void Unread(ILogger logger, string name, string hint);
}
