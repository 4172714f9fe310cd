using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Http;

/// <summary>Which dead letters somebody chose, for what is done with many of them.</summary>
internal static class DeadLetters
{
    public const int ReasonMax = 500;
    private const int IdsMax = 1_000;
    private const int ChunkSize = 500;
    private const int TargetMax = 200;

    /// <summary>What is wrong with a choice. Nothing chosen is not everything: a word that was misspelt must not mean all.</summary>
    public static Errors Check(DeadLetterFilter filter, FlowRegistry? flows)
    {
        var errors = new Errors();
        if (filter.Ids?.Count > IdsMax)
        {
            errors.Add("ids", $"Must name at most {IdsMax} deliveries.");
        }

        TextRules.Check(errors, "flow", filter.Flow, TargetMax);
        TextRules.Check(errors, "subject", filter.Subject, TargetMax);
        if (filter.Cause is not null && !Causes.Words.Contains(filter.Cause, StringComparer.Ordinal))
        {
            errors.Add("cause", $"Must be one of {string.Join(", ", Causes.Words)}.");
        }

        if (filter.Flow is { } flow && flows?.ByName.ContainsKey(flow) is false)
        {
            errors.Add("flow", $"There is no flow {flow} in force; there are {string.Join(", ", flows.ByName.Keys)}.");
        }

        if (filter is { Ids: null, Flow: null, Cause: null, Subject: null } && filter.All is not true)
        {
            errors.Add("all", "Say which: by ids, flow, cause or subject; or all of them with \"all\": true.");
        }

        return errors;
    }

    /// <summary>What the filter chose, as far as that fits into an entry of the audit log.</summary>
    public static string TargetOf(DeadLetterFilter filter)
    {
        var target = $"deliveries?flow={filter.Flow}&cause={filter.Cause}&subject={filter.Subject}&ids={filter.Ids?.Count}";
        return target.Length <= TargetMax ? target : target[..TargetMax];
    }

    /// <summary>
    /// Does something with all that pass, in order and in chunks, so that a hundred thousand do not keep every other write waiting; the
    /// last
    /// id seen is the cursor.
    /// </summary>
    /// <param name="database">Where they are.</param>
    /// <param name="filter">Which.</param>
    /// <param name="flows">Only those of these flows; null for those of any.</param>
    /// <param name="act">Is given the list of some ids.</param>
    /// <param name="ct">Ends the work between two chunks.</param>
    /// <returns>How many were changed.</returns>
    public static async Task<long> EachAsync(
        SyncDatabase database, DeadLetterFilter filter, FlowRegistry? flows, Func<ITransaction, SqlValue, ValueTask<int>> act,
            CancellationToken ct)
    {
        var names = SqlValue.List(flows?.ByName.Keys);
        long last = 0, count = 0;
        IReadOnlyList<long> ids;
        do
        {
            ids = await database.Store.ReadAsync(reader => FindAsync(reader, filter, names, last), ct);
            var chunk = SqlValue.List(ids);
            count += await database.Store.WriteAsync(transaction => act(transaction, chunk), ct);
            last = ids.Count > 0 ? ids[^1] : last;
        }
        while (ids.Count == ChunkSize);

        return count;
    }

    private static ValueTask<IReadOnlyList<long>> FindAsync(IReader reader, DeadLetterFilter filter, SqlValue flows, long after) =>
        reader.QueryAsync(
        $"""
        select id from deliveries
        where state = 'dead' and id > $1 and ($2 is null or flow = $2) and ($3 is null or cause = $3) and ($4 is null or subject = $4)
          and ($5 is null or {reader.Dialect.InIntegers("id", "$5")}) and ($7 is null or {reader.Dialect.InTexts("flow", "$7")})
        order by id limit $6
        """,
        static row => row.Int64(0),
        after, filter.Flow, filter.Cause, filter.Subject,
        SqlValue.List(filter.Ids), ChunkSize, flows);
}
