using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Matching;

namespace Lockstep.Sync.FirstMatch;

/// <summary>Finds the records of both sides that may be one, and reckons how far they are.</summary>
internal sealed class FirstMatchPairing(FirstMatchContext context)
{
    private MatchRules Rules => context.Rules;

    /// <summary>
    /// Goes on in the order of the numbers that records share. Those who share one of a word that many have are told nothing by it; those
    /// who share a whole value that many have are asked about.
    /// </summary>
    public async Task<FirstMatchRun> GroupAsync(FirstMatchRun run, Lease lease, CancellationToken ct)
    {
        var place = run.Place.Length == 0 ? long.MinValue : long.Parse(run.Place, CultureInfo.InvariantCulture);
        var rows = await context.Store.ReadAsync(
            reader => reader.QueryAsync(
                """
                select key, side, record_id, rule, is_word from first_match_keys where run = $1 and key > $2
                order by key, side, record_id limit $3
                """,
                static row => new Held(row.Int64(0), row.Int64(1), row.Text(2), (int)row.Int64(3), row.Int64(4) != 0), run.Id, place,
                context.Options.PageMax * 4),
            ct);
        var isLast = rows.Count < context.Options.PageMax * 4;
        var groups = rows.GroupBy(static row => row.Key).ToList();

        // The last group of a page may go on behind it, unless it is all of it: then so many share it that the rest makes no difference.
        var whole = isLast || groups.Count == 1 ? groups : groups[..^1];
        var after = isLast ? run.At(FirstMatchRun.Scores)
            : run with { Place = whole[^1].Key.ToString(CultureInfo.InvariantCulture) };
        await context.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                var pairs = new List<(string Left, string Right)>();
                foreach (var group in whole)
                {
                    await TakeAsync(transaction, run, [.. group], pairs);
                }

                await AddAsync(transaction, run.Id, pairs);
                await FirstMatchTable.KeepAsync(transaction, after);
                return true;
            },
            ct);
        return after;
    }

    /// <summary>Reckons the points of some pairs; those that have too few go.</summary>
    public async Task<FirstMatchRun> ScoreAsync(FirstMatchRun run, Lease lease, CancellationToken ct)
    {
        var rows = await context.Store.ReadAsync(
            reader => reader.QueryAsync(
                """
                select p.left_id, p.right_id, l.forms, r.forms from first_match_pairs p
                join first_match_records l on l.run = p.run and l.side = 0 and l.record_id = p.left_id
                join first_match_records r on r.run = p.run and r.side = 1 and r.record_id = p.right_id
                where p.run = $1 and p.points is null limit $2
                """,
                static row => (Left: row.Text(0), Right: row.Text(1), One: FirstMatchRecord.FormsOf(row.Text(2)),
                    Other: FirstMatchRecord.FormsOf(row.Text(3))),
                run.Id, context.Options.PageMax),
            ct);
        var after = rows.Count == 0 ? run.At(FirstMatchRun.Verdicts) : run;
        await context.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                foreach (var (left, right, one, other) in rows)
                {
                    // Forgotten at once where they are too few: most pairs are, and there may be millions of them.
                    var score = Rules.Score(one, other);
                    await (score.Points < Rules.Ask
                        ? transaction.SendAsync(
                            "delete from first_match_pairs where run = $1 and left_id = $2 and right_id = $3", run.Id, left, right)
                        : transaction.SendAsync(
                            "update first_match_pairs set points = $4, why = $5 where run = $1 and left_id = $2 and right_id = $3",
                            run.Id, left, right, (long)Math.Round(score.Points * 100), score.Why));
                }

                await FirstMatchTable.KeepAsync(transaction, after);
                return true;
            },
            ct);
        return after;
    }

    private async ValueTask TakeAsync(
        ITransaction transaction, FirstMatchRun run, IReadOnlyList<Held> group, List<(string Left, string Right)> pairs)
    {
        var (lefts, rights) = (group.Where(static one => one.Side == 0).ToList(), group.Where(static one => one.Side == 1).ToList());
        if (lefts.Count == 0 || (rights.Count == 0 && lefts.Count < context.Options.PageMax * 4))
        {
            return;
        }

        if (lefts.Count <= context.Options.SharedMax && rights.Count <= context.Options.SharedMax && rights.Count > 0)
        {
            pairs.AddRange(lefts.SelectMany(left => rights.Select(right => (left.Id, right.Id))));
            return;
        }

        if (!group[0].IsWord && Rules.Rules[group[0].Rule].Weight >= Rules.Ask)
        {
            await AskAsync(transaction, run.Id, group[0].Key, Rules.Rules[group[0].Rule]);
        }
    }

    /// <summary>All that share a value become a question, with the first of the other side to choose from.</summary>
    private async ValueTask AskAsync(ITransaction transaction, long run, long key, MatchRule rule)
    {
        for (var side = 0; side <= 1; side++)
        {
            var others = await transaction.QueryAsync(
                "select record_id from first_match_keys where run = $1 and key = $2 and side = $3 order by record_id limit $4",
                static row => row.Text(0), run, key, 1 - side, MatchDecision.CandidatesMax);
            if (others.Count > 0)
            {
                await transaction.SendAsync(
                    """
                    update first_match_records set reason = $4, candidates = $5
                    where run = $1 and side = $3 and verdict is null and record_id in (
                      select k.record_id from first_match_keys k where k.run = $1 and k.key = $2 and k.side = $3)
                    """,
                    run, key, side, $"More than {context.Options.SharedMax} records share its {rule.Field}.",
                    JsonSerializer.Serialize(
                        [.. others.Select(id => new CandidateView(id, rule.Weight, rule.Field, IsTaken: false))],
                        FirstMatchJson.Default.IReadOnlyListCandidateView));
            }
        }
    }

    private static ValueTask AddAsync(ITransaction transaction, long run, IReadOnlyList<(string Left, string Right)> pairs) =>
        pairs.Count == 0 ? ValueTask.CompletedTask : transaction.SendAsync(
            $"""
            insert into first_match_pairs (run, left_id, right_id) select distinct $1, left_id, right_id
            from {transaction.Dialect.Rows("$2", [], ["left_id", "right_id"])} where true
            on conflict (run, left_id, right_id) do nothing
            """,
            run, SqlValue.Utf8(JsonSerializer.SerializeToUtf8Bytes(
                [.. pairs.Select(static pair => new PairRow(pair.Left, pair.Right))], PairRowJson.Default.PairRowArray)));

    private readonly record struct Held(long Key, long Side, string Id, int Rule, bool IsWord);
}
