using System.CommandLine;
using Lockstep.Connectors.Sdk;
using Lockstep.Host.Settings;
using Lockstep.Runtime.Modules;
using Lockstep.Sync;

namespace Lockstep.Host.Commands;

/// <summary>
/// <c>lockstep flows check</c>: whether a folder of flows would be taken at the next start; opens nothing else. <c>lockstep flows
/// backfill</c>: see <see cref="BackfillCommand"/>.
/// </summary>
internal static class FlowsCommand
{
    public static Command Create(HostFactory host)
    {
        var folder = new Argument<string?>("DIR")
        {
            Description = "The folder; LOCKSTEP_FLOWS or flows in the data folder by default", Arity = ArgumentArity.ZeroOrOne,
        };
        var check = new Command("check",
            "Name every fault of every file. Works while the server runs.") { folder };
        check.SetAction(result =>
        {
            var settings = HostSettings.Read();
            return Run(
                result.GetValue(folder) ?? FolderOf(settings), host.Modules, Console.Out, Console.Error, SystemsCommand.FolderOf(settings),
                host.Connectors);
        });
        return new Command("flows", "The flows, before they are in force and behind") { check, BackfillCommand.Create() };
    }

    /// <returns>0, or 1 when a file has a fault or the folder is not there.</returns>
    public static int Run(string folder, IReadOnlyList<ModuleManifest> modules, TextWriter output, TextWriter errors, string systems = "",
        IReadOnlyList<IConnector>? connectors = null)
    {
        if (!Directory.Exists(folder))
        {
            errors.WriteLine($"lockstep: There is no folder {folder}; name the folder of flows.");
            return 1;
        }

        var (flows, faults) = SyncModule.CheckFlows(folder, modules, systems, connectors ?? []);
        foreach (var fault in faults)
        {
            errors.WriteLine(fault);
        }

        output.WriteLine(
            faults.Count == 0 ? $"{folder}: {flows} in force, no faults"
                : $"{folder}: {faults.Count} to mend; the server does not start with it");
        return faults.Count == 0 ? 0 : 1;
    }

    private static string FolderOf(IConfiguration settings) => settings["LOCKSTEP_FLOWS"] is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(HostSettings.FolderOf(settings), "flows");
}
