using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Backfills;

/// <summary>A backfill, and how far it is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Flow">The flow.</param>
/// <param name="State"><c>running</c>, <c>paused</c>, <c>done</c>, <c>cancelled</c>, or <c>failed</c>, which can be resumed.</param>
/// <param name="StartedBy">Who asked for it.</param>
/// <param name="Since">From when on changes count, in UTC.</param>
/// <param name="LimitPerSecond">The most records read in a second; null for as fast as it goes.</param>
/// <param name="Total">How many records there are to be read, where that was counted first; null when it was not.</param>
/// <param name="Records">How many records were read.</param>
/// <param name="Queued">How many deliveries were made of them; of a flow that is told of changes, how many records it was told of.</param>
/// <param name="PerSecond">How many records were read in a second of work.</param>
/// <param name="AskedAt">When it was asked for, in UTC.</param>
/// <param name="UpdatedAt">When it last went on, in UTC.</param>
/// <param name="FinishedAt">When it ended, in UTC.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="Reason">Why the last attempt failed, in a sentence.</param>
internal sealed record BackfillView(
    long Id, string Flow, string State, string StartedBy, DateTimeOffset Since, long? LimitPerSecond, long? Total, long Records,
    long Queued, double? PerSecond, DateTimeOffset AskedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt, long Failures,
    string? Reason)
{
    public const string Columns =
        "id, flow, state, actor, since, per_second, total, records, queued, busy_ms, asked_at, updated_at, finished_at, attempts, reason";

    private const double PerSecondOfMs = 1_000;

    public static BackfillView Read(Row row) => new(
        row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Instant(4), row.Int64OrNull(5), row.Int64OrNull(6), row.Int64(7),
        row.Int64(8), row.Int64(9) == 0 ? null : Math.Round(row.Int64(7) * PerSecondOfMs / row.Int64(9), 1), row.Instant(10),
        row.Instant(11), row.InstantOrNull(12), row.Int64(13), row.TextOrNull(14));
}

/// <summary>What to bring that a flow has missed.</summary>
/// <param name="Since">Only records that changed since then; all by default.</param>
/// <param name="DryRun">True to only count.</param>
/// <param name="PerSecond">The most records to read in a second, 1 to 100,000; as fast as it goes by default.</param>
/// <param name="Count">True to count the records first, so that how far it is can be told.</param>
internal sealed record BackfillInput(DateTimeOffset? Since, bool? DryRun, int? PerSecond, bool? Count);

/// <summary>How to go on.</summary>
/// <param name="PerSecond">The most records to read in a second from now on, 1 to 100,000; as before by default.</param>
internal sealed record ResumeInput(int? PerSecond);

/// <summary>What a flow has missed.</summary>
/// <param name="Missing">Records of which it has no delivery in their newest version.</param>
internal sealed record BackfillCount(long Missing);

/// <summary>The JSON of backfills.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(BackfillView))]
[JsonSerializable(typeof(BackfillInput))]
[JsonSerializable(typeof(ResumeInput))]
[JsonSerializable(typeof(BackfillCount))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class BackfillJson : JsonSerializerContext;
