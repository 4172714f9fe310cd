using System.Globalization;
using Lockstep.Runtime;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Sync.Flows;

/// <summary>Reads the flows of a folder. Every fault of every file is reported at once; a flow is never half read.</summary>
internal static class FlowReader
{
    /// <exception cref="StartupException">A file is wrong; the message names each fault with its file.</exception>
    public static IReadOnlyList<Flow> ReadFolder(string folder, IReadOnlyList<FlowSystem> systems)
    {
        var faults = new List<string>();
        var flows = ReadFolder(folder, systems, faults);
        return faults.Count == 0
            ? flows
            : throw new StartupException($"The flows in {folder} have faults; mend them and start again. {string.Join("; ", faults)}.");
    }

    /// <summary>The flows of a folder, and what is wrong with its files.</summary>
    public static IReadOnlyList<Flow> ReadFolder(string folder, IReadOnlyList<FlowSystem> systems, List<string> faults)
    {
        var flows = new Dictionary<string, (Flow Flow, string File)>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.y*ml").Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            if (Read(Text(path, Fault), systems, Fault) is { } flow && !flows.TryAdd(flow.Name, (flow, file)))
            {
                Fault($"{flows[flow.Name].File} has a flow named {flow.Name} already");
            }

            void Fault(string text) => faults.Add($"{file}: {text}");
        }

        return [.. flows.Values.Select(static one => one.Flow)];
    }

    /// <summary>Reads one file; null when it has faults or is switched off.</summary>
    public static Flow? Read(string? yaml, IReadOnlyList<FlowSystem> systems, Action<string> fault)
    {
        if (yaml is null || Parse(yaml, fault) is not { } root)
        {
            return null;
        }

        var isGood = true;
        var node = new FlowNode(root, "", Say);
        var file = FlowFile.Read(node);
        node.End();
        var flow = file.Enabled ? new FlowCheck(systems, Say).Check(file) : null;
        return isGood ? flow : null;

        void Say(string text)
        {
            isGood = false;
            fault(text);
        }
    }

    private static YamlNode? Parse(string yaml, Action<string> fault)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count == 1)
            {
                return stream.Documents[0].RootNode;
            }

            fault(stream.Documents.Count == 0 ? "the file is empty" : "the file has several documents; a flow is a file of its own");
        }
        catch (YamlException error)
        {
            fault(string.Create(CultureInfo.InvariantCulture,
                $"line {error.Start.Line}: this is not YAML: {error.InnerException?.Message ?? error.Message}"));
        }

        return null;
    }

    private static string? Text(string path, Action<string> fault)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault($"the file can't be read ({error.Message})");
            return null;
        }
    }
}
