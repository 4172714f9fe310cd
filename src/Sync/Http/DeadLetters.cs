using Lockstep.Contracts;
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
        TextRules.Check(errors, "fingerprint", filter.Fingerprint, TargetMax);
        if (filter.Cause is not null && !Causes.Words.Contains(filter.Cause, StringComparer.Ordinal))
        {
            errors.Add("cause", $"Must be one of {string.Join(", ", Causes.Words)}.");
        }

        if (filter.Flow is { } flow && flows?.ByName.ContainsKey(flow) is false)
        {
            errors.Add("flow", $"There is no flow {flow} in force; {Nearest.Hint(flow, [.. flows.ByName.Keys])}");
        }

        if (filter.All is not true
            && filter is { Ids: null, Flow: null, Cause: null, Subject: null, Fingerprint: null, Since: null, Until: null })
        {
            errors.Add("all", "Say which: by ids, flow, cause, fingerprint, subject or time; or all of them with \"all\": true.");
        }

        return errors;
    }

    /// <summary>What is wrong with the word for what a replay brings.</summary>
    public static void CheckPayload(Errors errors, string? payload)
    {
        if (payload is not (null or "original" or "current"))
        {
            errors.Add("payload", "Must be original, the record as it was, or current, the record as it is now.");
        }
    }

    /// <summary>What the filter chose, as far as that fits into an entry of the audit log.</summary>
    public static string TargetOf(DeadLetterFilter filter)
    {
        var target = $"deliveries?flow={filter.Flow}&cause={filter.Cause}&fingerprint={filter.Fingerprint}&subject={filter.Subject}"
            + $"&ids={filter.Ids?.Count}";
        return target.Length <= TargetMax ? target : target[..TargetMax];
    }

    /// <summary>What the filter chose, as the table is asked for it.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="flows">Only those of these flows; null for those of any.</param>
    /// <param name="withUnknown">Whether those are among them of which nobody knows whether they arrived.</param>
    public static DeadLetterChoice Choice(DeadLetterFilter filter, FlowRegistry? flows, bool withUnknown) => new()
    {
        Ids = filter.Ids,
        Flow = filter.Flow,
        Cause = filter.Cause,
        Fingerprint = filter.Fingerprint,
        Subject = filter.Subject,
        Since = filter.Since,
        Until = filter.Until,
        Flows = flows?.ByName.Keys,
        WithUnknown = withUnknown,
    };

    /// <summary>
    /// Does something with all that pass, in order and in chunks, so that a hundred thousand do not keep every other write waiting; the
    /// last id seen is the cursor.
    /// </summary>
    /// <param name="database">Where they are.</param>
    /// <param name="choice">Which.</param>
    /// <param name="act">Is given the list of some ids.</param>
    /// <param name="ct">Ends the work between two chunks.</param>
    /// <returns>How many were changed.</returns>
    public static async Task<long> EachAsync(
        SyncDatabase database, DeadLetterChoice choice, Func<ITransaction, SqlValue, ValueTask<int>> act, CancellationToken ct)
    {
        long last = 0, count = 0;
        IReadOnlyList<long> ids;
        do
        {
            ids = await database.Store.ReadAsync(reader => choice.FindAsync(reader, last, ChunkSize), ct);
            var chunk = SqlValue.List(ids);
            count += await database.Store.WriteAsync(transaction => act(transaction, chunk), ct);
            last = ids.Count > 0 ? ids[^1] : last;
        }
        while (ids.Count == ChunkSize);

        return count;
    }
}
