using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Runs;

/// <summary>A run of a flow that asks its source at times.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Flow">The flow.</param>
/// <param name="DueAt">The time that it is for, in UTC; of one that somebody asked for, when that was.</param>
/// <param name="State">
/// <c>due</c> (to be done, or tried again), <c>done</c> or <c>failed</c>; then the next one reads what this one did not.
/// </param>
/// <param name="Actor">Who asked for it; null when its time had come.</param>
/// <param name="StartedAt">When its last attempt began, in UTC.</param>
/// <param name="FinishedAt">When it ended, in UTC.</param>
/// <param name="Changes">How many changes it found.</param>
/// <param name="LeftOut">How many missed times before it got no run.</param>
/// <param name="Attempts">Failed attempts.</param>
/// <param name="NextAt">When the next attempt is due, in UTC.</param>
/// <param name="Reason">Why the last attempt failed, in a sentence.</param>
internal sealed record FlowRun(
    long Id, string Flow, DateTimeOffset DueAt, string State, string? Actor, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    long Changes, long LeftOut, long Attempts, DateTimeOffset? NextAt, string? Reason)
{
    public const string Columns =
        "id, flow, due_at, state, actor, started_at, finished_at, changes, left_out, attempts, next_at, reason";

    public static FlowRun Read(Row row) => new(
        row.Int64(0), row.Text(1), row.Instant(2), row.Text(3), row.TextOrNull(4), row.InstantOrNull(5), row.InstantOrNull(6), row.Int64(7),
        row.Int64(8), row.Int64(9), row.InstantOrNull(10), row.TextOrNull(11));
}

/// <summary>When a flow runs.</summary>
/// <param name="At">The cron expression.</param>
/// <param name="Zone">Whose clock it goes by.</param>
/// <param name="Missed">What is done about missed times: <c>once</c>, <c>skip</c> or <c>all</c>.</param>
/// <param name="NextRun">The next time, in UTC.</param>
/// <param name="LastRun">The newest run; null when there was none.</param>
internal sealed record FlowTimes(string At, string Zone, string Missed, DateTimeOffset? NextRun, FlowRun? LastRun);

/// <summary>The JSON of runs.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(FlowRun))]
internal sealed partial class RunJson : JsonSerializerContext;
