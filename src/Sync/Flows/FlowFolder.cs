using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Sync.Flows;

/// <summary>Where the flows are: <c>LOCKSTEP_FLOWS</c>, else <c>flows</c> in the data folder, which starts with the shipped ones.</summary>
internal static class FlowFolder
{
    public static string Find(IConfiguration configuration, DataFolder data)
    {
        if (Chosen(configuration) is { } chosen)
        {
            return chosen;
        }

        var folder = data.File("flows");
        if (!Directory.Exists(folder))
        {
            Ship(folder);
        }

        return folder;
    }

    /// <summary>The folder that is named; null when none is.</summary>
    /// <exception cref="StartupException">It is not there.</exception>
    public static string? Chosen(IConfiguration configuration) => ConfiguredFolder.Chosen(configuration, "LOCKSTEP_FLOWS", "flows");

    /// <summary>Copies into a folder beside, then renames: after a crash there is either no folder or a whole one.</summary>
    private static void Ship(string folder)
    {
        var half = folder + ".new";
        Directory.CreateDirectory(half);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "flows"), "*.yaml"))
        {
            File.Copy(file, Path.Combine(half, Path.GetFileName(file)), overwrite: true);
        }

        Directory.Move(half, folder);
    }
}
