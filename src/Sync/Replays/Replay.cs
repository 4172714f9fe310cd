using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;

namespace Lockstep.Sync.Replays;

/// <summary>A replay as it stands in its table.</summary>
internal sealed record Replay
{
    public const string Running = "running", Paused = "paused", Cancelled = "cancelled", Finished = "finished";

    private const string Columns =
        "id, state, flow, cause, fingerprint, subject, died_from, died_to, payload, per_second, last_id, until_id, total, replayed, done, "
        + "failed, actor, created_at, updated_at, finished_at";

    public required long Id { get; init; }

    public required string State { get; init; }

    /// <summary>Which dead letters; never those of which nobody knows whether they arrived.</summary>
    public required DeadLetterChoice Choice { get; init; }

    public required string Payload { get; init; }

    public required long PerSecond { get; init; }

    /// <summary>The last one that it has come to.</summary>
    public required long LastId { get; init; }

    public required long Total { get; init; }

    public required long Replayed { get; init; }

    /// <summary>What came of them, once it is finished.</summary>
    public required (long Done, long Failed)? Result { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether there is none left that it has not come to.</summary>
    public bool IsAtEnd => LastId >= Choice.Newest;

    public static ValueTask<IReadOnlyList<Replay>> RunningAsync(IReader reader) => reader.QueryAsync(
        $"select {Columns} from replays where finished_at is null and state = 'running' order by id", Read);

    public static ValueTask<IReadOnlyList<Replay>> NewestAsync(IReader reader) =>
        reader.QueryAsync($"select {Columns} from replays order by id desc limit 100", Read);

    public static ValueTask<Replay?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {Columns} from replays where id = $1", Read, id);

    /// <summary>The same, and nobody else moves it until this write has ended.</summary>
    public static ValueTask<Replay?> HoldAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync($"select {Columns} from replays where id = $1", Read, id);

    private static Replay Read(Row row) => new()
    {
        Id = row.Int64(0),
        State = row.Text(1),
        Choice = new DeadLetterChoice
        {
            Flow = row.TextOrNull(2),
            Cause = row.TextOrNull(3),
            Fingerprint = row.TextOrNull(4),
            Subject = row.TextOrNull(5),
            Since = row.InstantOrNull(6),
            Until = row.InstantOrNull(7),
            Newest = row.Int64(11),
        },
        Payload = row.Text(8),
        PerSecond = row.Int64(9),
        LastId = row.Int64(10),
        Total = row.Int64(12),
        Replayed = row.Int64(13),
        Result = row.IsNull(14) ? null : (row.Int64(14), row.Int64(15)),
        Actor = row.Text(16),
        CreatedAt = row.Instant(17),
        UpdatedAt = row.Instant(18),
        FinishedAt = row.InstantOrNull(19),
    };
}
