using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.Flows;

/// <summary>Runs the tests of a flow: without a system, a database or a clock.</summary>
internal static class FlowTestRun
{
    private const int DifferencesMax = 10;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is wrong, in one line for each test; nothing for those that hold.</summary>
    public static IEnumerable<string> Run(Flow flow, IEnumerable<FlowTest> tests) => tests
        .Select(test => (Test: test, Wrong: Differ(flow, test)))
        .Where(static one => one.Wrong is not null)
        .Select(static one => $"{one.Test.Place}{(one.Test.Name is null ? "" : $" ({one.Test.Name})")}: {one.Wrong}");

    private static string? Differ(Flow flow, FlowTest test)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(test.Input);
        var (isWanted, fault) = flow.Filter?.Judge(record) ?? (true, null);
        if (fault is not null)
        {
            return Fails(test, $"filter: {fault}");
        }

        if (!isWanted || test.IsFiltered)
        {
            return isWanted ? "the filter lets it pass" : test.IsFiltered ? null : "the filter leaves it out";
        }

        var mapped = Map(flow.Mapping, record, test.Links);
        return mapped switch
        {
            { Wanted: [var link, ..] } => string.Equals(test.Waits, link.ToString(), StringComparison.Ordinal) ? null
                : $"it waits for the link {link}; links names those that are there",
            { Fault: { } told } => Fails(test, told),
            _ when test.Expected is null => $"it gives {Write(mapped.Fields)}",
            _ => Told([.. Differences("", test.Expected, mapped.Fields)]),
        };
    }

    /// <summary>Links that a test does not name stay wanted.</summary>
    private static Mapped Map(Mapping mapping, byte[] record, IReadOnlyDictionary<string, string> links)
    {
        var known = new Dictionary<LinkName, string?>();
        while (true)
        {
            var mapped = mapping.Apply(record, known);
            var found = mapped.Wanted.Where(link => links.ContainsKey(link.ToString())).ToList();
            if (found.Count == 0)
            {
                return mapped;
            }

            found.ForEach(link => known[link] = links[link.ToString()]);
        }
    }

    private static string? Fails(FlowTest test, string fault) => test.Fault is { } part && fault.Contains(part, StringComparison.Ordinal)
        ? null
        : $"it fails: {fault}";

    private static string? Told(List<string> differences) => differences.Count == 0 ? null
        : string.Join("; ", differences.Take(DifferencesMax))
            + (differences.Count > DifferencesMax ? FormattableString.Invariant($"; and {differences.Count - DifferencesMax} more") : "");

    private static IEnumerable<string> Differences(string path, JsonNode? expected, JsonNode? given)
    {
        if (expected is JsonObject wanted && given is JsonObject got)
        {
            return wanted.Select(static member => member.Key).Union(got.Select(static member => member.Key), StringComparer.Ordinal)
                .SelectMany(name => !wanted.ContainsKey(name) ? [$"{path}{name}: {Write(got[name])} is not expected"]
                    : !got.ContainsKey(name) ? [$"{path}{name}: expected {Write(wanted[name])}, is not there"]
                    : Differences($"{path}{name}.", wanted[name], got[name]));
        }

        return JsonNode.DeepEquals(expected, given) ? []
            : [$"{path.TrimEnd('.')}: expected {Write(expected)}, is {Write(given)}"];
    }

    private static string Write(JsonNode? node) => node?.ToJsonString(Plain) ?? "null";
}
