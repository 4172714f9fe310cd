using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>The statements that find and write links.</summary>
internal static class PairLinkTable
{
    /// <summary>
    /// Held by whoever links or unlinks by hand, and shared by who is about to make a partner: so that a record never gets two.
    /// </summary>
    public static ValueTask EnterAsync(ITransaction transaction, string flow, bool shared = false) =>
        transaction.LockAsync($"pair {flow}", shared);

    /// <summary>The link of a record; null when it has none.</summary>
    public static ValueTask<PairLink?> FindAsync(IReader reader, string flow, Side side, string id) => reader.FirstAsync(
        $"select {PairLink.Columns} from pair_links where flow = $1 and {ColumnOf(side)} = $2", PairLink.Read, flow, id);

    /// <summary>A link by its number, kept as it is until the write has ended.</summary>
    public static ValueTask<PairLink?> FindAsync(ITransaction transaction, long id) => transaction.FirstForUpdateAsync(
        $"select {PairLink.Columns} from pair_links where id = $1", PairLink.Read, id);

    /// <summary>Which of some records of a side have a link, or are not to have one.</summary>
    public static async ValueTask<IReadOnlySet<string>> LinkedAsync(IReader reader, string flow, Side side, IEnumerable<string> ids) =>
        (await reader.QueryAsync(
            $"select {ColumnOf(side)} from pair_links where flow = $1 and {reader.Dialect.InTexts(ColumnOf(side), "$2")}",
            static row => row.Text(0), flow, SqlValue.List(ids))).ToHashSet(StringComparer.Ordinal);

    /// <summary>Adds one.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="UniqueViolationException">One of both is linked already.</exception>
    public static ValueTask<long> AddAsync(ITransaction transaction, PairLink link) => transaction.FirstAsync(
        """
        insert into pair_links (flow, left_id, right_id, state, how, left_base, right_base, left_version, right_version,
          revision, linked_at,
          changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10) returning id
        """,
        static row => row.Int64(0), link.Flow, link.LeftId, link.RightId, link.State, link.How, Json(link.LeftBase), Json(link.RightBase),
        link.LeftVersion, link.RightVersion, link.LinkedAt);

    /// <summary>Writes a link on.</summary>
    /// <returns>False when it was changed since it was read; nothing is written then.</returns>
    public static async ValueTask<bool> ChangeAsync(ITransaction transaction, PairLink link, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            """
            update pair_links set left_id = $3, right_id = $4, state = $5, left_base = $6, right_base = $7, left_version = $8,
              right_version = $9, revision = revision + 1, changed_at = $10, left_sent = $11, right_sent = $12
            where id = $1 and revision = $2
            """,
            link.Id, link.Revision, link.LeftId, link.RightId, link.State, Json(link.LeftBase), Json(link.RightBase), link.LeftVersion,
            link.RightVersion, now, Json(link.LeftSent), Json(link.RightSent)) == 1;

    /// <summary>Has both sides compared at the next look, whatever their versions say.</summary>
    public static ValueTask DoubtAsync(ITransaction transaction, long id) => transaction.SendAsync(
        "update pair_links set left_version = null, right_version = null, revision = revision + 1 where id = $1", id);

    /// <summary>Takes one away.</summary>
    public static ValueTask RemoveAsync(ITransaction transaction, long id) =>
        transaction.SendAsync("delete from pair_links where id = $1", id);

    public static string ColumnOf(Side side) => side is Side.Left ? "left_id" : "right_id";

    private static string? Json(JsonObject? fields) => fields?.ToJsonString();
}
