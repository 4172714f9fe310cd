using System.Globalization;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Polling;

/// <summary>A record that a flow knows of its source.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Place">Behind what the next ones come.</param>
internal sealed record KnownRecord(string Id, string Place);

/// <summary>
/// The records of a source that a flow takes to be there: of one that goes both ways those that are linked, else those that it has seen.
/// </summary>
internal static class KnownRecords
{
    /// <summary>The next ones behind a place, along an index.</summary>
    public static ValueTask<IReadOnlyList<KnownRecord>> NextAsync(IReader reader, Flow flow, string place, int limit) =>
        flow.Side is { } side ? LinkedAsync(reader, flow, side, place, limit) : SeenAsync(reader, flow, place, limit);

    /// <summary>Of a link whose other side is gone the one that stays may go as well.</summary>
    private static ValueTask<IReadOnlyList<KnownRecord>> LinkedAsync(IReader reader, Flow flow, string side, string place, int limit) =>
        reader.QueryAsync(
            $"""
            select id, {side}_id from pair_links
            where flow = $1 and id > $2 and state in ('linked', '{(side is "left" ? "right" : "left")}-gone') and {side}_id is not null
            order by id limit $3
            """,
            static row => new KnownRecord(row.Text(1), row.Int64(0).ToString(CultureInfo.InvariantCulture)),
            flow.Name, place.Length == 0 ? 0L : long.Parse(place, CultureInfo.InvariantCulture), (long)limit);

    private static ValueTask<IReadOnlyList<KnownRecord>> SeenAsync(IReader reader, Flow flow, string place, int limit) =>
        reader.QueryAsync(
            "select subject from poll_seen where flow = $1 and subject > $2 and is_deleted = 0 order by subject limit $3",
            row => new KnownRecord(row.Text(0)[flow.SubjectPrefix.Length..], row.Text(0)), flow.Name, place, (long)limit);
}
