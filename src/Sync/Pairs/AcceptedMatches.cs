using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>What people have accepted of the first match of a flow.</summary>
internal static class AcceptedMatches
{
    /// <summary>Whether they have accepted one; once they have, it stays so.</summary>
    public static async ValueTask<bool> AnyAsync(IReader reader, string flow) => await reader.FirstAsync(
        "select 1 from first_matches where flow = $1 and accepted_at is not null limit 1", static row => row.Int64(0), flow) == 1;

    /// <summary>
    /// The records of the other side that a person has to choose from, although a search may not find them: those of the first match, and
    /// those of a question that is open.
    /// </summary>
    /// <param name="reader">The read.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="side">The side of the record.</param>
    /// <param name="id">Its id.</param>
    /// <param name="asked">What people are asked about it.</param>
    /// <returns>Their ids; and whether the first match, which knows who else is like them, said that a person has to say.</returns>
    public static async ValueTask<(IReadOnlySet<string> Ids, bool IsAsked)> CandidatesAsync(
        IReader reader, string flow, Side side, string id, IEnumerable<PairConflict> asked)
    {
        var compared = await reader.FirstAsync(
            """
            select r.candidates from first_match_records r join first_matches m on m.id = r.run
            where m.flow = $1 and m.accepted_at is not null and r.side = $2 and r.record_id = $3 and r.verdict = 'ask'
            order by m.id desc limit 1
            """,
            static row => row.TextOrNull(0), flow, side is Side.Left ? 0 : 1, id);
        var ids = asked.Where(static one => one.Kind is PairConflict.Ambiguous).Select(one => side is Side.Left ? one.Right : one.Left)
            .Append(compared).OfType<string>().SelectMany(IdsOf).ToHashSet(StringComparer.Ordinal);
        return (ids, compared is not null);
    }

    private static IEnumerable<string> IdsOf(string json) =>
        (JsonNode.Parse(json) as JsonArray ?? []).Select(static one => (string?)(one as JsonObject)?["id"]).OfType<string>();
}
