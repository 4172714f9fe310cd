using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Matching;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Pairs;

namespace Lockstep.Sync.FirstMatch;

/// <summary>Decides what is to become of each record, by all that are like it, and by all that are like those.</summary>
internal sealed class FirstMatchVerdicts(FirstMatchContext context)
{
    private long LinkPoints => context.Rules.Link * 100L;

    /// <summary>Decides about some records; behind the last ones the first match is ready.</summary>
    public async Task<FirstMatchRun> StepAsync(FirstMatchRun run, Lease lease, CancellationToken ct)
    {
        var place = run.Place.Length == 0 ? 0 : long.Parse(run.Place, CultureInfo.InvariantCulture);

        // One snapshot, and before the write: what is linked in between, the acceptance passes over.
        var (records, decided) = await context.Store.ReadAsync(
            async reader =>
            {
                var some = await FirstMatchRecords.ReadAsync(reader, run.Id, place, context.Options.PageMax);
                return (some, await DecideAsync(reader, run.Id, some));
            },
            ct);
        var after = records.Count > 0 ? run with { Place = records[^1].Number.ToString(CultureInfo.InvariantCulture) }
            : run.At(FirstMatchRun.Done) with { State = FirstMatchRun.Ready, EndedAt = context.Clock.GetUtcNow() };
        await context.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                await FirstMatchRecords.DecideAsync(transaction, run.Id, decided);
                await FirstMatchTable.KeepAsync(transaction, after);
                return true;
            },
            ct);
        return after;
    }

    private async ValueTask<IReadOnlyList<FirstMatchRecord>> DecideAsync(
        IReader reader, long run, IReadOnlyList<FirstMatchRecord> records)
    {
        var decided = new List<FirstMatchRecord>();
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var own = records.Where(one => one.Side == side).ToList();
            if (own.Count == 0)
            {
                continue;
            }

            var likes = await LikesAsync(reader, run, side, own);
            var linked = await PairLinkTable.LinkedAsync(reader, context.Flow.Name, side, own.Select(static one => one.Id));
            var taken = await PairLinkTable.LinkedAsync(
                reader, context.Flow.Name, PairContext.Other(side), likes.Select(static one => one.Other).Distinct(StringComparer.Ordinal));
            var byOwn = likes.ToLookup(static one => one.Own, StringComparer.Ordinal);
            decided.AddRange(own.Where(static one => one.Verdict is not FirstMatchRecord.Fault).Select(one =>
                linked.Contains(one.Id)
                    ? one with { Verdict = FirstMatchRecord.Linked, Reason = "It is linked, or not to be.", Candidates = null }
                : Decide(one, [.. byOwn[one.Id]], taken)));
        }

        return decided;
    }

    /// <summary>
    /// The records of the other side that are like some of this, and how many of this side are each of those for certain.
    /// </summary>
    private async ValueTask<IReadOnlyList<Like>> LikesAsync(
        IReader reader, long run, Side side, IReadOnlyList<FirstMatchRecord> records)
    {
        var (own, other) = (PairLinkTable.ColumnOf(side), PairLinkTable.ColumnOf(PairContext.Other(side)));
        return await reader.QueryAsync(
            $"""
            select p.{own}, p.{other}, p.points, p.why,
              (select count(*) from first_match_pairs x where x.run = p.run and x.{other} = p.{other} and x.points >= $3)
            from first_match_pairs p where p.run = $1 and {reader.Dialect.InTexts($"p.{own}", "$2")} and p.points is not null
            """,
            static row => new Like(row.Text(0), row.Text(1), row.Int64(2), row.Text(3), row.Int64(4)), run,
            SqlValue.List(records.Select(static one => one.Id)), LinkPoints);
    }

    private FirstMatchRecord Decide(FirstMatchRecord record, IReadOnlyList<Like> likes, IReadOnlySet<string> taken)
    {
        // One that is somebody else's for certain is not asked about for a likeness.
        var decision = MatchDecision.Of(context.Rules, likes.Select(like => new MatchCandidate(
            like.Other, new MatchScore(like.Points / 100.0, like.Why),
            taken.Contains(like.Other) || (like.Points < LinkPoints && like.Certain > 0))));
        var rivals = decision.Id is null ? 0 : likes.First(one => string.Equals(one.Other, decision.Id, StringComparison.Ordinal)).Certain;
        var decided = record with
        {
            Verdict = VerdictOf(decision.Verdict, record.Side), Partner = decision.Id, Reason = decision.Reason,
            Candidates = decision.Candidates.Count == 0 ? null : JsonSerializer.Serialize(
                [.. decision.Candidates.Select(static one => new CandidateView(one.Id, one.Score.Points, one.Score.Why, one.IsTaken))],
                FirstMatchJson.Default.IReadOnlyListCandidateView),
        };

        // Certain as seen from this record, but for others as well: linked to whichever comes first, the rest would lose their partner to
        // it.
        return rivals > 1
            ? decided with
            {
                Verdict = FirstMatchRecord.Ask, Partner = null,
                Reason = string.Create(CultureInfo.InvariantCulture, $"{rivals} records of this side are {decision.Id} by the rules."),
            }
            : decision.Verdict is not MatchVerdict.Link && record.Reason is { } crowd
                ? decided with { Verdict = FirstMatchRecord.Ask, Reason = crowd, Candidates = decided.Candidates ?? record.Candidates }
            : decided;
    }

    private string VerdictOf(MatchVerdict verdict, Side side) => verdict switch
    {
        MatchVerdict.Link => FirstMatchRecord.Link,
        MatchVerdict.Ask => FirstMatchRecord.Ask,
        _ => context.Pair[PairContext.Other(side)].IsCreated ? FirstMatchRecord.Create : FirstMatchRecord.Alone,
    };

    /// <summary>A record of the other side that is like one of this.</summary>
    /// <param name="Own">The record of this side.</param>
    /// <param name="Other">That of the other side.</param>
    /// <param name="Points">By how many hundredths of points.</param>
    /// <param name="Why">The fields that are alike.</param>
    /// <param name="Certain">How many records of this side are it for certain.</param>
    private readonly record struct Like(string Own, string Other, long Points, string Why, long Certain);
}
