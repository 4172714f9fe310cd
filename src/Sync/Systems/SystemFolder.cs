using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Sync.Systems;

/// <summary>Where the systems are: <c>LOCKSTEP_SYSTEMS</c>, else <c>systems</c> in the data folder, which need not be there.</summary>
internal static class SystemFolder
{
    private const string Setting = "LOCKSTEP_SYSTEMS";

    /// <exception cref="Runtime.StartupException">One is named that is not there.</exception>
    public static string? Chosen(IConfiguration configuration) => ConfiguredFolder.Chosen(configuration, Setting, "systems");

    public static string Find(IConfiguration configuration, DataFolder data) => Chosen(configuration) ?? data.File("systems");
}
