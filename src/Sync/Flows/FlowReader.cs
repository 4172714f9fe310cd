using Lockstep.Runtime;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Lockstep.Sync.Flows;

/// <summary>Reads the flows of a folder. Every fault of every file is reported at once; a flow is never half read.</summary>
internal static class FlowReader
{
    private static readonly IDeserializer Yaml =
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    /// <exception cref="StartupException">A file is wrong; the message names each fault with its file.</exception>
    public static IReadOnlyList<Flow> ReadFolder(string folder)
    {
        var faults = new List<string>();
        var flows = new List<Flow>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.y*ml").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (Read(File.ReadAllText(file), fault => faults.Add($"{name}: {fault}")) is not { } flow)
            {
                continue;
            }

            if (flows.Any(other => string.Equals(other.Name, flow.Name, StringComparison.Ordinal)))
            {
                faults.Add($"{name}: another file has a flow named {flow.Name} already");
            }

            flows.Add(flow);
        }

        return faults.Count == 0
            ? flows
            : throw new StartupException($"The flows in {folder} have faults; mend them and start again. {string.Join("; ", faults)}.");
    }

    /// <summary>Reads one file; null when it has faults or is switched off.</summary>
    public static Flow? Read(string yaml, Action<string> fault)
    {
        try
        {
            var file = Yaml.Deserialize<FlowFile?>(yaml);
            if (file is null)
            {
                fault("the file is empty");
                return null;
            }

            return file.Enabled ? new FlowCheck(fault).Check(file) : null;
        }
        catch (YamlException error)
        {
            fault($"line {error.Start.Line}: {error.InnerException?.Message ?? error.Message}");
            return null;
        }
    }
}
