using System.Globalization;
using Lockstep.Runtime;
using Lockstep.Sync.JmesPath.Values;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Sync.Flows;

/// <summary>A flow, and what stands beside it in the folder.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="File">Its file.</param>
/// <param name="Tests">The tests of its file.</param>
internal sealed record FlowInFile(Flow Flow, string File, IReadOnlyList<FlowTest> Tests);

/// <summary>Reads the flows of a folder. Every fault of every file is reported at once; a flow is never half read.</summary>
/// <param name="systems">What flows may name.</param>
/// <param name="limits">What expressions may cost.</param>
internal sealed class FlowReader(IReadOnlyList<FlowSystem> systems, MappingOptions limits)
{
    private static readonly string[] TestEndings = [".tests.yaml", ".tests.yml"];

    /// <exception cref="StartupException">A file is wrong; the message names each fault with its file.</exception>
    public IReadOnlyList<Flow> ReadFolder(string folder)
    {
        var faults = new List<string>();
        var flows = ReadFolder(folder, faults);
        return faults.Count == 0
            ? [.. flows.Select(static one => one.Flow)]
            : throw new StartupException($"The flows in {folder} have faults; mend them and start again. {string.Join("; ", faults)}.");
    }

    /// <summary>The flows of a folder, and what is wrong with its files.</summary>
    public IReadOnlyList<FlowInFile> ReadFolder(string folder, List<string> faults)
    {
        var flows = new Dictionary<string, FlowInFile>(StringComparer.Ordinal);
        foreach (var path in FilesOf(folder).Where(static path => !IsOfTests(path)))
        {
            var file = Path.GetFileName(path);
            if (Read(path, Fault) is { } flow && !flows.TryAdd(flow.Flow.Name, flow))
            {
                Fault($"{flows[flow.Flow.Name].File} has a flow named {flow.Flow.Name} already");
            }

            void Fault(string text) => faults.Add($"{file}: {text}");
        }

        return [.. flows.Values];
    }

    /// <summary>The tests in files beside the flows: the flow's file is <c>orders.yaml</c>, theirs <c>orders.tests.yaml</c>.</summary>
    /// <returns>Each with its own file and that of the flow, without ending.</returns>
    public static IEnumerable<(string File, string OfFlow, IReadOnlyList<FlowTest> Tests)> ReadTests(string folder, List<string> faults)
    {
        foreach (var path in FilesOf(folder).Where(IsOfTests))
        {
            var file = Path.GetFileName(path);
            if (Parse(Text(path, Fault), Fault) is { } root)
            {
                var node = new FlowNode(root, "", Fault);
                var tests = node.List("tests", FlowTest.Read);
                node.End();
                yield return (file, TestEndings.Aggregate(file, static (name, ending) => name.EndsWith(ending, StringComparison.Ordinal)
                    ? name[..^ending.Length]
                    : name), tests);
            }

            void Fault(string text) => faults.Add($"{file}: {text}");
        }
    }

    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*.y*ml").Order(StringComparer.Ordinal);

    private static bool IsOfTests(string path) => TestEndings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The flow of a text that stands in no file; null when it has faults or is switched off.</summary>
    public Flow? ReadText(string yaml, string folder, List<string> faults)
    {
        if (Parse(yaml, faults.Add) is not { } root)
        {
            return null;
        }

        var node = new FlowNode(root, "", faults.Add);
        var file = FlowFile.Read(node);
        node.End();
        var flow = file.Enabled ? new FlowCheck(systems, limits, folder, faults.Add).Check(file) : null;
        return faults.Count == 0 ? flow : null;
    }

    /// <summary>Reads one file; null when it has faults or is switched off.</summary>
    private FlowInFile? Read(string path, Action<string> fault)
    {
        if (Parse(Text(path, fault), fault) is not { } root)
        {
            return null;
        }

        var isGood = true;
        var node = new FlowNode(root, "", Say);
        var file = FlowFile.Read(node);
        node.End();
        var flow = file.Enabled ? new FlowCheck(systems, limits, Path.GetDirectoryName(path), Say).Check(file) : null;
        return isGood && flow is not null ? new(flow, Path.GetFileName(path), file.Tests) : null;

        void Say(string text)
        {
            isGood = false;
            fault(text);
        }
    }

    private static YamlNode? Parse(string? yaml, Action<string> fault)
    {
        if (yaml is null)
        {
            return null;
        }

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
