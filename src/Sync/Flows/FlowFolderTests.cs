using System.Globalization;

namespace Lockstep.Sync.Flows;

/// <summary>Runs all tests of the flows in a folder.</summary>
internal static class FlowFolderTests
{
    /// <summary>How many flows are in force and how many tests there are; what is wrong with files, and with what they do, each with
    /// its file and line.</summary>
    public static (int Flows, int Tests, IReadOnlyList<string> Faults, IReadOnlyList<string> Failures) Run(string folder, FlowReader reader)
    {
        var faults = new List<string>();
        var flows = reader.ReadFolder(folder, faults);
        var (count, failures) = (0, new List<string>());
        foreach (var flow in flows)
        {
            Run(flow.File, flow, flow.Tests);
        }

        foreach (var (file, ofFlow, tests) in FlowReader.ReadTests(folder, faults))
        {
            var flow = flows.FirstOrDefault(
                one => string.Equals(Path.GetFileNameWithoutExtension(one.File), ofFlow, StringComparison.Ordinal));
            if (flow is not null)
            {
                Run(file, flow, tests);
            }
            else if (!File.Exists(Path.Combine(folder, $"{ofFlow}.yaml")) && !File.Exists(Path.Combine(folder, $"{ofFlow}.yml")))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{file}: there is no flow {ofFlow}.yaml that these are tests of"));
            }
        }

        return (flows.Count, count, faults, failures);

        void Run(string file, FlowInFile flow, IReadOnlyList<FlowTest> tests)
        {
            count += tests.Count;
            failures.AddRange(FlowTestRun.Run(flow.Flow, tests).Select(failure => $"{file}: {failure}"));
        }
    }
}
