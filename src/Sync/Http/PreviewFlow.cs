using System.Text.Json;
using System.Text.Json.Nodes;
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
        if (FlowPreviewItem.LeftOut(flow.Filter, bytes) is { } item)
        {
            return item;
        }

        var mapped = Map(flow.Mapping, bytes);
        return mapped.Fault is null
            ? new FlowPreviewItem("send", mapped.Fields, null) : new FlowPreviewItem("fail", null, mapped.Fault);
    }

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
