using System.CommandLine;
using Lockstep.Connectors.Sdk;
using Lockstep.Host.Settings;
using Lockstep.Runtime.Modules;
using Lockstep.Sync;

namespace Lockstep.Host.Commands;

/// <summary>
/// <c>lockstep flows check</c>: whether a folder of flows would be taken at the next start, and its tests hold; <c>lockstep flows test</c>:
/// only the second. They open nothing else. The others talk to a running server: <see cref="FlowLifeCommands"/>,
/// <see cref="BackfillCommand"/>.
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
            "Name every fault of every file, and every test of a mapping that does not hold. Works while the server runs.") { folder };
        check.SetAction(result =>
            Run(Chosen(result.GetValue(folder)), host.Modules, Console.Out, Console.Error, Systems(), host.Connectors));
        var test = new Command("test",
            "Run the tests of the mappings: one line for each that does not hold, with the difference.") { folder };
        test.SetAction(result =>
            Test(Chosen(result.GetValue(folder)), host.Modules, Console.Out, Console.Error, Systems(), host.Connectors));
        var flows = new Command("flows", "The flows, before they are in force and behind")
        {
            check, test, BackfillCommand.Create(), MatchCommand.Create(),
        };
        foreach (var command in FlowLifeCommands.Create())
        {
            flows.Add(command);
        }

        return flows;
    }

    /// <returns>0, or 1 when a file has a fault, a test does not hold, or the folder is not there.</returns>
    public static int Run(string folder, IReadOnlyList<ModuleManifest> modules, TextWriter output, TextWriter errors, string systems = "",
        IReadOnlyList<IConnector>? connectors = null)
    {
        if (Find(folder, modules, errors, systems, connectors) is not { } found)
        {
            return 1;
        }

        output.WriteLine(
            found.Faults.Count > 0 ? $"{folder}: {found.Faults.Count} to mend; the server does not start with it"
                : found.Failures.Count > 0 ? $"{folder}: {found.Flows} in force; {found.Failures.Count} of {found.Tests} tests do not hold"
                : $"{folder}: {found.Flows} in force, no faults{(found.Tests == 0 ? "" : $"; {found.Tests} tests hold")}");
        return found.Faults.Count + found.Failures.Count == 0 ? 0 : 1;
    }

    /// <returns>0, or 1 when a test does not hold, or a file has a fault, for then nobody can say; also when there are no tests.</returns>
    public static int Test(string folder, IReadOnlyList<ModuleManifest> modules, TextWriter output, TextWriter errors, string systems = "",
        IReadOnlyList<IConnector>? connectors = null)
    {
        if (Find(folder, modules, errors, systems, connectors) is not { } found)
        {
            return 1;
        }

        output.WriteLine(found switch
        {
            { Faults.Count: > 0 } => $"{folder}: {found.Faults.Count} to mend before all tests can run",
            { Failures.Count: > 0 } => $"{folder}: {found.Failures.Count} of {found.Tests} tests do not hold",
            { Tests: 0 } => $"{folder}: there are no tests; docs/mapping.md shows how they are written",
            _ => $"{folder}: {found.Tests} tests hold",
        });
        return found is { Faults.Count: 0, Failures.Count: 0, Tests: > 0 } ? 0 : 1;
    }

    private static (int Flows, int Tests, IReadOnlyList<string> Faults, IReadOnlyList<string> Failures)? Find(
        string folder, IReadOnlyList<ModuleManifest> modules, TextWriter errors, string systems, IReadOnlyList<IConnector>? connectors)
    {
        if (!Directory.Exists(folder))
        {
            errors.WriteLine($"lockstep: There is no folder {folder}; name the folder of flows.");
            return null;
        }

        var found = SyncModule.CheckFlows(folder, modules, systems, connectors ?? [], HostSettings.Read());
        foreach (var line in found.Faults.Concat(found.Failures))
        {
            errors.WriteLine(line);
        }

        return found;
    }

    private static string Systems() => SystemsCommand.FolderOf(HostSettings.Read());

    private static string Chosen(string? folder) => folder ?? FolderOf(HostSettings.Read());

    private static string FolderOf(IConfiguration settings) => settings["LOCKSTEP_FLOWS"] is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(HostSettings.FolderOf(settings), "flows");
}
