using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Http;

/// <summary>What to look at.</summary>
/// <param name="Text">The YAML of the flow, in force or not.</param>
/// <param name="Tables">The CSV files that it names, by name; those of the version in force where they are left out.</param>
/// <param name="Records">Records of its source, 1 to 20.</param>
/// <param name="Side">Of a flow that goes both ways, whose records they are: <c>left</c> (by default) or <c>right</c>.</param>
internal sealed record FlowPreviewInput(
    string? Text, IReadOnlyDictionary<string, string>? Tables, IReadOnlyList<JsonObject?>? Records, string? Side = null);

/// <summary>What a flow would make of records.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Items">One for each record, in their order.</param>
internal sealed record FlowPreview(string Flow, IReadOnlyList<FlowPreviewItem> Items);

/// <summary>What a flow would make of a record.</summary>
/// <param name="Outcome"><c>send</c>, <c>skip</c> (the filter leaves it out), or <c>fail</c>.</param>
/// <param name="Fields">
/// The target's fields; where one is the id of a record that another flow brings, the name of the link stands there. Of a flow that goes
/// both ways, those with which the partner is made on the other side.
/// </param>
/// <param name="Message">Why it would fail or be left out, in a sentence.</param>
/// <param name="Common">
/// Of a flow that goes both ways, the fields of the flow, as both sides are compared by; null of all others.
/// </param>
internal sealed record FlowPreviewItem(string Outcome, JsonObject? Fields, string? Message, JsonObject? Common = null)
{
    /// <summary>What is to be said of a record that a filter leaves out, or can't be asked of; null of all others.</summary>
    public static FlowPreviewItem? LeftOut(ExpressionFilter? filter, byte[] record) => filter?.Judge(record) switch
    {
        (_, { } fault) => new FlowPreviewItem("fail", null, $"filter: {fault}"),
        (false, _) => new FlowPreviewItem("skip", null, "The filter leaves it out."),
        _ => null,
    };
}

/// <summary>The JSON of previews of flows.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(FlowPreviewInput))]
[JsonSerializable(typeof(FlowPreview))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class FlowPreviewJson : JsonSerializerContext;
