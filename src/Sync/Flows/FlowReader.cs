using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.Flows;

/// <summary>A flow, and what stands beside it in the folder.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="File">Its file.</param>
/// <param name="Tests">The tests of its file.</param>
internal sealed record FlowInFile(Flow Flow, string File, IReadOnlyList<FlowTest> Tests);

/// <summary>Reads flows. Every fault of every file is reported at once; a flow is never half read.</summary>
/// <param name="systems">What flows may name.</param>
/// <param name="limits">What expressions may cost.</param>
internal sealed class FlowReader(IReadOnlyList<FlowSystem> systems, MappingOptions limits)
{
    private static readonly string[] TestEndings = [".tests.yaml", ".tests.yml"];

    /// <summary>The flows of a folder, and what is wrong with its files.</summary>
    public IReadOnlyList<FlowInFile> ReadFolder(string folder, List<string> faults)
    {
        var files = FilesOf(folder).Select(path => ReadFile(path)).ToList();
        foreach (var file in Single(files))
        {
            faults.AddRange(file.Faults.Select(fault => $"{file.Name}: {fault.Message}"));
        }

        return [.. files.Where(static file => file.Faults.Count == 0 && file.Read?.Flow is Flow)
            .Select(static file => new FlowInFile((Flow)file.Read!.Flow!, file.Name, file.Read.Tests))];
    }

    /// <summary>The files of flows in a folder, in the order of their names; without those of tests.</summary>
    public static IEnumerable<string> FilesOf(string folder) => AllOf(folder).Where(static path => !IsOfTests(path));

    /// <summary>The tests in files beside the flows: the flow's file is <c>orders.yaml</c>, theirs <c>orders.tests.yaml</c>.</summary>
    /// <returns>Each with its own file and that of the flow, without ending.</returns>
    public static IEnumerable<(string File, string OfFlow, IReadOnlyList<FlowTest> Tests)> ReadTests(string folder, List<string> faults)
    {
        foreach (var path in AllOf(folder).Where(IsOfTests))
        {
            var (file, said) = (Path.GetFileName(path), new List<FlowFault>());
            var root = Text(path, said) is { } yaml ? YamlText.Parse(yaml, said) : null;
            faults.AddRange(said.Select(fault => $"{file}: {fault.Message}"));
            if (root is not null)
            {
                var node = new FlowNode(root, "", text => faults.Add($"{file}: {text}"));
                var tests = node.List("tests", FlowTest.Read);
                node.End();
                yield return (file, TestEndings.Aggregate(file, static (name, ending) => name.EndsWith(ending, StringComparison.Ordinal)
                    ? name[..^ending.Length]
                    : name), tests);
            }
        }
    }

    /// <summary>Reads a file; what it names beside it too.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytesMax">The most that it may have.</param>
    public FolderFile ReadFile(string path, long bytesMax = long.MaxValue)
    {
        var (name, faults) = (Path.GetFileName(path), new List<FlowFault>());
        var text = Text(path, faults, bytesMax);
        var read = text is null ? null : ReadText(text, TableFiles.In(Path.GetDirectoryName(path)!, bytesMax), faults);
        return new FolderFile(name, read, faults);
    }

    /// <summary>Names what has another file's flow: that one holds, and this one is at fault.</summary>
    public static IReadOnlyList<FolderFile> Single(IReadOnlyList<FolderFile> files)
    {
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.Where(static one => one.Faults.Count == 0 && one.Read is not null))
        {
            if (!first.TryAdd(file.Read!.Name, file.Name))
            {
                file.Faults.Add(new FlowFault("name", 1, 1, $"{first[file.Read.Name]} has a flow named {file.Read.Name} already"));
            }
        }

        return files;
    }

    /// <summary>Reads a text; null when it has faults, or says not even what it is called.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="tables">The CSV files that it may name.</param>
    /// <param name="faults">Gets every fault.</param>
    /// <param name="isInForce">
    /// Whether it is in force already. Where it names what has no effect unless a record leads there, that is a fault of a new text only:
    /// one that was taken before goes on.
    /// </param>
    public FlowText? ReadText(string yaml, TableFiles tables, List<FlowFault> faults, bool isInForce = false)
    {
        if (YamlText.Parse(yaml, faults) is not { } root)
        {
            return null;
        }

        var before = faults.Count;
        var node = new FlowNode(root, "", Fault);
        var (name, flow, tests) = ReadForm(node, tables, Fault, isInForce);
        return faults.Count == before && name is not null ? new FlowText(name, yaml, flow, tests, tables.Read) : null;

        void Fault(string message) => faults.Add(FlowFault.Of(message, root));
    }

    /// <summary>What a text calls its flow, however wrong the rest of it is; null when that can't be told.</summary>
    public static string? NameOf(string yaml)
    {
        var name = YamlText.Parse(yaml, []) is { } root ? new FlowNode(root, "", static _ => { }).Text("name") : null;
        return FlowCheck.IsName(name) ? name : null;
    }

    /// <summary>The fields that a flow may have, as they are asked for; each form has its own.</summary>
    public static FlowShape ShapeOfFlow()
    {
        var shape = new FlowShape();
        FlowFile.Read(new FlowNode(null, "", static _ => { }, shape));
        return shape;
    }

    /// <summary>
    /// Reads what a text says by the form that it has. The one place that knows the forms: what reads another one is asked from here, by
    /// the fields that the text has (<see cref="FlowNode.Members"/>).
    /// </summary>
    private (string? Name, NamedFlow? Flow, IReadOnlyList<FlowTest> Tests) ReadForm(
        FlowNode node, TableFiles tables, Action<string> fault, bool isInForce)
    {
        var written = FlowFile.Read(node);
        node.End();
        return (
            FlowCheck.IsName(written.Name) ? written.Name : null,
            written.Enabled ? new FlowCheck(systems, limits, tables, fault, isInForce).Check(written) : null, written.Tests);
    }

    private static IEnumerable<string> AllOf(string folder) => Directory.EnumerateFiles(folder, "*.y*ml").Order(StringComparer.Ordinal);

    private static bool IsOfTests(string path) => TestEndings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal));

    private static string? Text(string path, List<FlowFault> faults, long bytesMax = long.MaxValue)
    {
        try
        {
            if (new FileInfo(path).Length <= bytesMax)
            {
                return File.ReadAllText(path);
            }

            faults.Add(FlowFault.Of($"the file has more than {bytesMax} bytes (Flows__TextMax)", null));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add(FlowFault.Of($"the file can't be read ({error.Message})", null));
        }

        return null;
    }
}

/// <summary>A file of a flow.</summary>
/// <param name="Name">The file.</param>
/// <param name="Read">What it says; null when it has faults.</param>
/// <param name="Faults">What is wrong with it.</param>
internal sealed record FolderFile(string Name, FlowText? Read, List<FlowFault> Faults);
