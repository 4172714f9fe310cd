using System.Text.RegularExpressions;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Runtime;

namespace Lockstep.Sync.Systems;

/// <summary>Reads the systems of a folder. Every fault of every file is reported at once; a system is never half read.</summary>
/// <param name="connectors">The kinds of systems.</param>
/// <param name="taken">Names that are taken by modules.</param>
/// <param name="secrets">Finds the secret that a text refers to.</param>
/// <param name="open">Makes what a system of a name and limits is opened with; the sign-in is added.</param>
internal sealed partial class SystemReader(
    IReadOnlyList<IConnector> connectors, IReadOnlyCollection<string> taken, Func<string, Secret?> secrets,
    Func<string, SystemLimits, SystemSetup> open)
{
    /// <exception cref="StartupException">A file is wrong; the message names each fault with its file.</exception>
    public IReadOnlyList<ConfiguredSystem> ReadFolder(string folder)
    {
        var faults = new List<string>();
        var systems = ReadFolder(folder, faults);
        return faults.Count == 0
            ? systems
            : throw new StartupException($"The systems in {folder} have faults; mend them and start again. {string.Join("; ", faults)}.");
    }

    /// <summary>The systems of a folder, which may be missing, and what is wrong with its files.</summary>
    public IReadOnlyList<ConfiguredSystem> ReadFolder(string folder, List<string> faults)
    {
        var systems = new Dictionary<string, ConfiguredSystem>(StringComparer.Ordinal);
        foreach (var path in FilesIn(folder))
        {
            var name = Path.GetFileName(path);
            if (ReadFile(path, text => faults.Add($"{name}: {text}")) is { } system && !systems.TryAdd(system.System.Name, system))
            {
                faults.Add($"{name}: {systems[system.System.Name].File} has a system named {system.System.Name} already");
            }
        }

        return [.. systems.Values];
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.y*ml").Order(StringComparer.Ordinal) : [];

    private ConfiguredSystem? ReadFile(string path, Action<string> fault)
    {
        string yaml;
        try
        {
            yaml = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault($"the file can't be read ({error.Message})");
            return null;
        }

        var file = new SettingFile(fault, secrets);
        if (file.Parse(yaml) is not { } node)
        {
            return null;
        }

        var system = Read(node, file, Path.GetFileName(path));
        node.End();
        return file.HasFaults ? null : system;
    }

    private ConfiguredSystem? Read(SettingNode node, SettingFile file, string name)
    {
        CheckName(node);
        var words = connectors.Select(static one => one.Name).ToList();
        var connector = node.Required("connector") is null || node.Word("connector", words) is not { } word ? null
            : connectors.First(one => string.Equals(one.Name, word, StringComparison.Ordinal));
        var description = node.Text("description") ?? "";
        var signIn = node.Part("signIn", part => SignInPart.Read(part, connector?.SignIns ?? [.. SignInPart.Kinds.Values]))
            ?? SignInSettings.None;
        var limits = node.Part("limits", ReadLimits) ?? new SystemLimits();
        var isEnabled = node.Flag("enabled") ?? true;
        if (connector is null || node.Text("name") is not { } systemName)
        {
            node.Skip("options");
            return null;
        }

        var setup = open(systemName, limits) with { SignIn = signIn };
        ISystem? system = null;
        if (node.Has("options"))
        {
            system = node.Part("options", options => connector.Open(setup, options));
        }
        else
        {
            node.Fault("options", "must be given");
        }

        foreach (var kind in system?.Kinds ?? [])
        {
            CheckKind(node, kind);
        }

        return system is null || file.HasFaults || !isEnabled ? null : new ConfiguredSystem(system, connector, setup, description, name);
    }

    private void CheckName(SettingNode node)
    {
        if (node.Required("name") is not { } name)
        {
            return;
        }

        if (!NamePattern().IsMatch(name))
        {
            node.Fault("name", "must be 1 to 40 of a-z, 0-9 and -, and begin with a letter");
        }
        else if (taken.Contains(name, StringComparer.Ordinal))
        {
            node.Fault("name", $"can't be {name}: a module of Lockstep is called so");
        }
    }

    private static void CheckKind(SettingNode node, RecordKind kind)
    {
        if (!KindPattern().IsMatch(kind.Name))
        {
            node.Fault("options", $"has a kind named {kind.Name}; a kind's name is 1 to 60 of a-z, 0-9, -, _ and .");
        }
    }

    private static SystemLimits ReadLimits(SettingNode node)
    {
        var rate = node.Number("rate");
        if (rate is <= 0 or > 100_000)
        {
            node.Fault("rate", "must be more than 0 and at most 100000 calls a second");
            rate = null;
        }

        return new SystemLimits
        {
            Rate = rate,
            Burst = node.Whole("burst", 1, 100_000) ?? Math.Max(1, (int)(rate ?? 1)),
            InFlight = node.Whole("inFlight", 1, 1_024),
            Timeout = node.Time("timeout", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            AnswerMax = node.Whole("answerMax", 1_024, 1_073_741_824),
        };
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z0-9._-]{1,60}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex KindPattern();
}
