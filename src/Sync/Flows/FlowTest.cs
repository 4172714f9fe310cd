using System.Text.Json.Nodes;

namespace Lockstep.Sync.Flows;

/// <summary>A test of a flow, as it stands in a file.</summary>
/// <param name="Place">Where it stands, for a person.</param>
/// <param name="Name">What it shows; null when nobody says.</param>
/// <param name="Input">The source record.</param>
/// <param name="Expected">The fields that are written; null when it expects something else.</param>
/// <param name="IsFiltered">Whether the filter is expected to leave the record out.</param>
/// <param name="Fault">A part of the fault that is expected.</param>
/// <param name="Waits">A link that it is expected to wait for, for example <c>erp/party/7</c>.</param>
/// <param name="Links">What <c>ref</c> gives, by what it is asked for.</param>
internal sealed record FlowTest(
    string Place, string? Name, JsonNode? Input, JsonObject? Expected, bool IsFiltered, string? Fault, string? Waits,
    IReadOnlyDictionary<string, string> Links)
{
    /// <summary>Reads one; null when it is wrong, which the fault says.</summary>
    public static FlowTest? Read(FlowNode node)
    {
        var (name, input, expected) = (node.Text("name"), node.Json("input"), node.Json("expected"));
        var (isFiltered, fault) = (node.Flag("filtered") ?? false, node.Text("error"));
        var (waits, links) = (node.Text("waits"), node.Pairs("links"));
        var count = (expected is null ? 0 : 1) + (isFiltered ? 1 : 0) + (fault is null ? 0 : 1) + (waits is null ? 0 : 1);
        if (input is null || count != 1 || expected is not (null or JsonObject))
        {
            node.Wrong("needs input, and one of expected with the fields that are written, filtered: true, error and waits");
            return null;
        }

        return new(node.Place, name, input, (JsonObject?)expected, isFiltered, fault, waits, links);
    }
}
