using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Pairs;

namespace Lockstep.Sync.Http;

/// <summary>
/// What a flow that goes both ways makes of a record of one side: the fields it compares by, and the partner it would make.
/// </summary>
/// <param name="pair">The flow.</param>
/// <param name="side">The side whose records they are.</param>
/// <param name="limits">What mappings may take.</param>
internal sealed class PairPreview(Pair pair, Side side, MappingOptions limits)
{
    private readonly PairSide _other = pair[side is Side.Left ? Side.Right : Side.Left];
    private readonly SideMapping _here = new(pair.Fields, side, limits);
    private readonly SideMapping _there = new(pair.Fields, side is Side.Left ? Side.Right : Side.Left, limits);

    public FlowPreviewItem Look(JsonObject record)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(record, FlowPreviewJson.Default.JsonObject);
        if (FlowPreviewItem.LeftOut(pair[side].Filter, bytes) is { } leftOut)
        {
            return leftOut;
        }

        var read = _here.Read(JsonElement.Parse(bytes));
        if (read.Fields is not { } common)
        {
            return new FlowPreviewItem("fail", null, read.Fault);
        }

        var made = _there.Make(pair, common);
        return made.Fault is { } fault ? new FlowPreviewItem("fail", null, fault, common)
            : new FlowPreviewItem(
                "send", made.Fields,
                _other.IsCreated ? null : $"{_other.System} gets no new records: this would go to a partner that is there already.",
                common);
    }
}
