using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Http;

/// <summary>POST /sync/flows/preview</summary>
internal static class PreviewFlow
{
    private const int RecordsMax = 20;

    private const string Example = """
        {
          "text": "name: a\nfrom: {system: crm, kind: customer, on: [created]}\nto: {system: crm, kind: customer}\nmap: {name: name}\n",
          "records": [{ "id": 42, "name": "Ada Lovelace" }]
        }
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/flows/preview",
            (FlowPreviewInput input, Work work, SyncDatabase database, FlowTexts texts, IOptions<MappingOptions> limits) =>
                RunAsync(input, work, database, texts, limits.Value).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .Describe(
            "See what the text of a flow makes of records that you give, up to 20; no system is asked, nothing is sent or kept",
            Body.Json(Example), Response.Of<FlowPreview>(200), Response.Error(400));

    public static async Task<Answer> RunAsync(
        FlowPreviewInput input, Work work, SyncDatabase database, FlowTexts texts, MappingOptions limits)
    {
        if (input.Records is not { Count: > 0 and <= RecordsMax } records || records.Any(static one => one is null))
        {
            return Refusal.Invalid("records", FormattableString.Invariant($"Must be 1 to {RecordsMax} records, each a JSON object."));
        }

        var (text, refusal) = await texts.ReadAsync(
            new FlowInput(input.Text, input.Tables), name => ApplyFlow.TablesAsync(database, name, work.Ct));
        if (text is null)
        {
            return refusal!;
        }

        if (text.Flow is not Flow flow)
        {
            return Refusal.Invalid("text", "Must be a flow that is on.");
        }

        if (RefuseSide(flow, input.Side) is { } wrong)
        {
            return wrong;
        }

        Func<JsonObject, FlowPreviewItem> look = flow.Pair is { } pair
            ? new PairPreview(pair, input.Side is "right" ? Side.Right : Side.Left, limits).Look : record => Look(flow, record);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new FlowPreview(flow.Name, [.. records.Select(record => look(record!))]), FlowPreviewJson.Default.FlowPreview));
    }

    private static Refusal? RefuseSide(Flow flow, string? side) =>
        side is not (null or "left" or "right") ? Refusal.Invalid("side", "Must be left or right.")
        : side is not null && flow.Pair is null ? Refusal.Invalid("side", "Can be given for a flow that goes both ways only.")
        : null;

    private static FlowPreviewItem Look(Flow flow, JsonObject record)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(record, FlowPreviewJson.Default.JsonObject);
        if (LeftOut(flow.Filter, bytes) is { } item)
        {
            return item;
        }

        var mapped = Map(flow.Mapping, bytes);
        return mapped.Fault is null
            ? new FlowPreviewItem("send", mapped.Fields, null) : new FlowPreviewItem("fail", null, mapped.Fault);
    }

    /// <summary>What is to be said of a record that a filter leaves out, or can't be asked of; null of all others.</summary>
    public static FlowPreviewItem? LeftOut(EventFilter? filter, byte[] record) => filter?.Judge(record) switch
    {
        (_, { } fault) => new FlowPreviewItem("fail", null, $"filter: {fault}"),
        (false, _) => new FlowPreviewItem("skip", null, "The filter leaves it out."),
        _ => null,
    };

    /// <summary>Nobody is asked for links: their names stand where the ids will.</summary>
    private static Mapped Map(Mapping mapping, byte[] record)
    {
        var known = new Dictionary<LinkName, string?>();
        var mapped = mapping.Apply(record, known);
        while (mapped.Wanted.Count > 0)
        {
            foreach (var link in mapped.Wanted)
            {
                known[link] = link.ToString();
            }

            mapped = mapping.Apply(record, known);
        }

        return mapped;
    }
}

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
internal sealed record FlowPreviewItem(string Outcome, JsonObject? Fields, string? Message, JsonObject? Common = null);

/// <summary>The JSON of previews of flows.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(FlowPreviewInput))]
[JsonSerializable(typeof(FlowPreview))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class FlowPreviewJson : JsonSerializerContext;
