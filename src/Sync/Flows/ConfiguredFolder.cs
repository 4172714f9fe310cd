using Lockstep.Runtime;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Sync.Flows;

/// <summary>A folder of files that a setting may name.</summary>
internal static class ConfiguredFolder
{
    /// <summary>The folder that is named; null when none is.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="setting">The setting that names it.</param>
    /// <param name="content">What is in it, for the message.</param>
    /// <exception cref="StartupException">It is not there.</exception>
    public static string? Chosen(IConfiguration configuration, string setting, string content) => configuration[setting] switch
    {
        null or "" => null,
        var chosen when Directory.Exists(chosen) => chosen,
        var chosen => throw new StartupException($"The folder of {content} {chosen} does not exist; make it, or unset {setting}."),
    };
}
