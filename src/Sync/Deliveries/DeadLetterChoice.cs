using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>Which dead letters; all that is given must hold.</summary>
internal sealed record DeadLetterChoice
{
    public IReadOnlyList<long>? Ids { get; init; }

    public string? Flow { get; init; }

    public string? Cause { get; init; }

    public string? Fingerprint { get; init; }

    public string? Subject { get; init; }

    /// <summary>Only those that died then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those that died before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only those of these flows; null for those of any.</summary>
    public IEnumerable<string>? Flows { get; init; }

    /// <summary>The newest that counts; null for any.</summary>
    public long? Newest { get; init; }

    /// <summary>
    /// Whether those are among them of which nobody knows whether the target has them: sent once more unseen, they may be there twice.
    /// </summary>
    public bool WithUnknown { get; init; }

    /// <summary>The first of them behind an id, in the order of their ids.</summary>
    public ValueTask<IReadOnlyList<long>> FindAsync(IReader reader, long after, int limit) => reader.QueryAsync(
        $"select id from deliveries where {Where(reader.Dialect)} order by id limit $12", static row => row.Int64(0),
        [.. Values(after), limit]);

    /// <summary>How many of them there are behind an id.</summary>
    public ValueTask<long> CountAsync(IReader reader, long after) => reader.FirstAsync(
        $"select count(*) from deliveries where {Where(reader.Dialect)}", static row => row.Int64(0), Values(after));

    private static string Where(SqlDialect dialect) =>
        $"""
        state = 'dead' and id > $1 and ($2 is null or flow = $2) and ($3 is null or cause = $3) and ($4 is null or subject = $4)
          and ($5 is null or {dialect.InIntegers("id", "$5")}) and ($6 is null or {dialect.InTexts("flow", "$6")})
          and ($7 is null or fingerprint = $7) and ($8 is null or finished_at >= $8) and ($9 is null or finished_at < $9)
          and ($10 is null or id <= $10) and ($11 = 1 or coalesce(cause, '') <> 'outcome-unknown')
        """;

    private SqlValue[] Values(long after) =>
    [
        after, Flow, Cause, Subject, SqlValue.List(Ids), SqlValue.List(Flows), Fingerprint, Since, Until, Newest, WithUnknown,
    ];
}
