using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Pairs;

/// <summary>The statements that keep conflicts in step with what both sides say.</summary>
internal static class PairConflictTable
{
    /// <summary>Those that are not settled, of a link or of a record that has none.</summary>
    public static ValueTask<IReadOnlyList<PairConflict>> FindAsync(IReader reader, string flow, string about) => reader.QueryAsync(
        $"select {PairConflict.Columns} from pair_conflicts where flow = $1 and about = $2 and state <> 'settled' order by id limit 1000",
        PairConflict.Read, flow, about);

    /// <summary>Whether there is one of this number.</summary>
    public static async ValueTask<bool> IsThereAsync(IReader reader, long id) =>
        (await reader.QueryAsync("select id from pair_conflicts where id = $1", static row => row.Int64(0), id)).Count > 0;

    /// <summary>One by its number, kept as it is until the write has ended.</summary>
    public static ValueTask<PairConflict?> FindAsync(ITransaction transaction, long id) => transaction.FirstForUpdateAsync(
        $"select {PairConflict.Columns} from pair_conflicts where id = $1", PairConflict.Read, id);

    /// <summary>Opens, refreshes and settles, so that just those are left that there are.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="known">Those that were not settled.</param>
    /// <param name="found">Those that there are.</param>
    /// <param name="now">The instant.</param>
    public static async ValueTask KeepAsync(
        ITransaction transaction, IReadOnlyList<PairConflict> known, IReadOnlyList<PairConflict> found, DateTimeOffset now)
    {
        // Settled first: one of another kind may come in its place, and of each path one alone stands.
        foreach (var gone in known.Where(one => !found.Any(other => IsSame(one, other))))
        {
            await transaction.SendAsync(
                "update pair_conflicts set state = 'settled', settled_at = $2 where id = $1 and state <> 'settled'", gone.Id, now);
        }

        foreach (var conflict in found)
        {
            if (known.FirstOrDefault(one => IsSame(one, conflict)) is not { } before)
            {
                await AddAsync(transaction, conflict, now);
            }
            else if (!IsAlike(before, conflict))
            {
                await transaction.SendAsync(
                    "update pair_conflicts set base = $2, left_value = $3, right_value = $4 where id = $1 and state <> 'settled'",
                    before.Id, conflict.Base, conflict.Left, conflict.Right);
            }
        }
    }

    /// <summary>Whether there is nothing to keep.</summary>
    public static bool AreSame(IReadOnlyList<PairConflict> known, IReadOnlyList<PairConflict> found) => known.Count == found.Count
        && found.All(one => known.Any(other => IsSame(one, other) && IsAlike(one, other)));

    private static ValueTask AddAsync(ITransaction transaction, PairConflict conflict, DateTimeOffset now) => transaction.SendAsync(
        """
        insert into pair_conflicts (flow, about, link_id, kind, path, state, base, left_value, right_value, opened_at)
        values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9)
        on conflict (flow, about, path) where state <> 'settled' do update
        set base = excluded.base, left_value = excluded.left_value, right_value = excluded.right_value
        """,
        conflict.Flow, conflict.About, conflict.LinkId, conflict.Kind, conflict.Path, conflict.Base, conflict.Left, conflict.Right, now);

    private static bool IsSame(PairConflict one, PairConflict other) =>
        string.Equals(one.Path, other.Path, StringComparison.Ordinal) && string.Equals(one.Kind, other.Kind, StringComparison.Ordinal);

    private static bool IsAlike(PairConflict one, PairConflict other) => string.Equals(one.Base, other.Base, StringComparison.Ordinal)
        && string.Equals(one.Left, other.Left, StringComparison.Ordinal) && string.Equals(one.Right, other.Right, StringComparison.Ordinal);
}
