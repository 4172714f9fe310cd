using Lockstep.Runtime.Storage;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>A decision that holds for a field of a flow from then on: the side whose change counts when both changed it.</summary>
internal sealed record PairRule(long Id, string Flow, string Field, string Owner, string MadeBy, DateTimeOffset MadeAt)
{
    public const string Columns = "id, flow, field, owner, made_by, made_at";

    public static PairRule Read(Row row) => new(row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Instant(5));
}

/// <summary>The statements of these rules.</summary>
internal static class PairRuleTable
{
    /// <summary>The fields of a flow that have one.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, Side>> OwnersAsync(IReader reader, string flow) => (await reader.QueryAsync(
        "select field, owner from pair_rules where flow = $1 limit 1000", static row => (Field: row.Text(0), Owner: row.Text(1)), flow))
        .ToDictionary(
            static one => one.Field, static one => one.Owner is PairConflict.TakeLeft ? Side.Left : Side.Right, StringComparer.Ordinal);

    /// <summary>Makes one, in place of one that there was.</summary>
    public static ValueTask SetAsync(ITransaction transaction, string flow, string field, string owner, string actor, DateTimeOffset now) =>
        transaction.SendAsync(
            """
            insert into pair_rules (flow, field, owner, made_by, made_at) values ($1, $2, $3, $4, $5)
            on conflict (flow, field) do update set owner = excluded.owner, made_by = excluded.made_by, made_at = excluded.made_at
            """,
            flow, field, owner, actor, now);
}
