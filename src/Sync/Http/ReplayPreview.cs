using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Http;

/// <summary>What would be sent of a dead letter now: all that is done before a delivery goes, and nothing behind it.</summary>
internal sealed class ReplayPreview(SyncDatabase database, IEnumerable<ISystem> systems, DispatcherSet dispatchers)
{
    private const string OutcomeUnknown = "outcome-unknown";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Asks the source for the record where a replay would, and the target nothing.</summary>
    /// <param name="flow">The flow; null when it is not in force.</param>
    /// <param name="dead">The dead letter.</param>
    /// <param name="isCurrent">Whether the record as it is now would go.</param>
    /// <param name="record">A record that would go instead; null for none.</param>
    /// <param name="ct">Ends the look.</param>
    public async Task<PreviewItem> LookAsync(Flow? flow, DeadLetter dead, bool isCurrent, JsonObject? record, CancellationToken ct)
    {
        var delivery = AsReplayed(dead.Delivery, isCurrent, record);
        var item = new PreviewItem(delivery.Id, delivery.Flow, flow?.Target ?? delivery.Target, delivery.Subject, delivery.Version, "fail");
        if (flow is null)
        {
            return item with { Message = $"The flow {delivery.Flow} is not in force, so nothing would bring this over." };
        }

        // An edited flow must not show records of another source under the ids of this one.
        if (!flow.PassesEvents && !delivery.Subject.StartsWith(flow.SubjectPrefix, StringComparison.Ordinal))
        {
            return item with { Message = $"The flow brings {flow.SubjectPrefix}…, and this is {delivery.Subject}." };
        }

        var system = systems.FirstOrDefault(one => string.Equals(one.Name, flow.Target, StringComparison.Ordinal));
        var way = system is null ? null : WriteWay.Of(system, flow);
        var isMapped = !delivery.IsDelete || !(way?.IsComposed is true || flow.Hook is not null);
        var fresh = await dispatchers.Preparation.PrepareAsync(flow, delivery, isMapped, database.Clock, ct);
        if (fresh.SkipReason is { } reason)
        {
            return item with { Outcome = "skip", Message = reason };
        }

        if (fresh.Failure is { } failure)
        {
            return item with
            {
                Outcome = failure.Cause is FailureCause.Unlinked ? "wait" : "fail", Cause = Causes.Word(failure.Cause),
                Message = failure.Message,
            };
        }

        return await SentAsync(
            item with { Outcome = "send", Version = fresh.Delivery.Version }, flow, way, fresh.Delivery, dead.Cause, ct);
    }

    private async Task<PreviewItem> SentAsync(
        PreviewItem item, Flow flow, WriteWay? way, Delivery delivery, string? cause, CancellationToken ct)
    {
        var sent = item with
        {
            Fields = delivery.Event is null ? delivery.Fields : null,
            Message = cause is OutcomeUnknown && way?.RepeatsSafely is false
                ? "Nobody knows whether it arrived: see at the target first, for it could be there twice." : null,
        };
        if (way is null || !way.IsComposed)
        {
            return sent with { Operation = way is null ? "event" : "apply" };
        }

        var link = await database.Store.AskAsync(reader => Link.FindAsync(reader, delivery), ct);
        return sent with { Operation = OperationOf(flow, delivery, link), TargetId = link.TargetId };
    }

    private static string OperationOf(Flow flow, Delivery delivery, Link link) => delivery.Fields is null ? "delete"
        : link.TargetId is not null ? "update"
        : flow.TargetKey is not null || link.Open is not null ? "find-or-create"
        : "create";

    private static Delivery AsReplayed(Delivery dead, bool isCurrent, JsonObject? record) => dead with
    {
        Replays = dead.Replays + 1,
        Attempts = 0,
        SentAt = null,
        IsCurrent = isCurrent || dead.IsErased,
        Payload = record is null ? dead.Payload : JsonSerializer.SerializeToUtf8Bytes<JsonNode>(record, Plain),
    };
}
