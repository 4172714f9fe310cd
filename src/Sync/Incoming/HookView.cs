using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Incoming;

/// <summary>A call of an outside system to a flow, as the API answers it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Flow">The flow that it is for.</param>
/// <param name="State"><c>received</c> (waits, or is tried again), <c>done</c>, or <c>failed</c>.</param>
/// <param name="SenderId">The id that its sender gave it; null when it gave none.</param>
/// <param name="Size">The size of its body in bytes.</param>
/// <param name="ReceivedAt">When it came, in UTC.</param>
/// <param name="FinishedAt">When it was worked through, in UTC.</param>
/// <param name="Records">How many records it was about.</param>
/// <param name="Attempts">Failed attempts to work it through.</param>
/// <param name="Replays">How often somebody had it worked through once more.</param>
/// <param name="Repeats">How often it came again; repeats have no further effect.</param>
/// <param name="Reason">Why it could not be worked through, in a sentence; or what became of its body.</param>
/// <param name="IsBackfill">Whether it is no call, but a page of a backfill.</param>
/// <param name="IsErased">Whether its body was taken out, because a person in it was erased.</param>
internal sealed record HookView(
    long Id, string Flow, string State, string? SenderId, long Size, DateTimeOffset ReceivedAt, DateTimeOffset? FinishedAt, long Records,
    long Attempts, long Replays, long Repeats, string? Reason, bool IsBackfill, bool IsErased)
{
    public const string Columns =
        "id, flow, state, sender_id, size, received_at, finished_at, records, attempts, replays, repeats, reason, is_backfill, is_erased";

    public static HookView Read(Row row) => new(
        row.Int64(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.Int64(4), row.Instant(5), row.InstantOrNull(6), row.Int64(7),
        row.Int64(8), row.Int64(9), row.Int64(10), row.TextOrNull(11), row.Int64(12) != 0, row.Int64(13) != 0);
}

/// <summary>A call with what came.</summary>
/// <param name="Hook">Where it stands.</param>
/// <param name="Subjects">The records that it was about, as deliveries call them.</param>
/// <param name="Body">What came, with <c>***</c> for what is called like a secret; null when it was erased.</param>
internal sealed record HookDetails(HookView Hook, JsonElement? Subjects, JsonElement? Body);

/// <summary>What a sender hears.</summary>
/// <param name="Id">Under which number the call is kept.</param>
/// <param name="Repeat">Whether it had come before.</param>
internal sealed record HookReceipt(long Id, bool Repeat);

/// <summary>The JSON of calls that come in.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(HookView))]
[JsonSerializable(typeof(HookDetails))]
[JsonSerializable(typeof(HookReceipt))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class IncomingJson : JsonSerializerContext;
