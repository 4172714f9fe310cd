using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Which record of one system belongs to which of another, as the deliveries of flows have noted it down: a flow that brings customers from
/// here to parties there says which party a customer is.
/// </summary>
internal sealed class LinkTable(IStore store, FlowRegistry flows)
{
    /// <summary>The ids that are linked; null for what is not linked yet.</summary>
    /// <param name="asking">The flow whose mapping asks.</param>
    /// <param name="names">What it asks for.</param>
    /// <param name="ct">Ends the look.</param>
    /// <exception cref="LinkException">No flow makes such links, or flows say different things.</exception>
    public async Task<Dictionary<LinkName, string?>> FindAsync(Flow asking, IReadOnlyList<LinkName> names, CancellationToken ct)
    {
        var asked = names.SelectMany(name => RowsOf(asking, name).Select(row => (Name: name, Row: row))).ToList();
        var found = (await store.ReadAsync(reader => ReadAsync(reader, asked.Select(static one => one.Row)), ct))
            .ToDictionary(static link => new LinkRow(link.Flow, link.Subject), static link => link.Id);
        return names.Distinct().ToDictionary(static name => name, name => Only(name, asked.Where(one => one.Name == name)
            .Select(one => found.GetValueOrDefault(one.Row)).OfType<string>().Distinct(StringComparer.Ordinal).ToList()));
    }

    /// <summary>What a delivery waits for that asks for a link which is not there.</summary>
    public ParentLink Parent(Flow asking, LinkName name) =>
        new(ParentLink.KeyOf(asking, name.System, name.Kind, name.Id), [.. RowsOf(asking, name)]);

    /// <summary>
    /// The links that would do. A flow that makes them may be off, or its file away, for a while only: that is waited for.
    /// </summary>
    private IEnumerable<LinkRow> RowsOf(Flow asking, LinkName name)
    {
        var writers = flows.All.Where(flow => flow.Pair is { } pair
            ? SideOf(pair, name) is { } side && Same(OtherOf(pair, side).IdSpace, asking.IdSpace)
            : Same(flow.Target, name.System) && Same(flow.TargetKind, name.Kind) && Same(flow.IdSpace, asking.IdSpace)
                && (name.FromKind is null || Same(flow.Kind, name.FromKind))).ToList();
        return writers.Count > 0
            ? writers.Select(flow => flow.Pair is { } pair ? Other(flow, pair, name) : new LinkRow(flow.Name, flow.SubjectPrefix + name.Id))
            : throw new LinkException(
                $"ref() asks for {name}, but no flow brings {name.FromKind ?? "records"} of {asking.IdSpace} to {name.System} {name.Kind}",
                FailureCause.Unlinked);
    }

    /// <summary>The side of a flow that goes both ways whose record is asked for; null when it has none of them.</summary>
    private static PairSide? SideOf(Pair pair, LinkName name) => pair.Sides.FirstOrDefault(side =>
        Same(side.System, name.System) && Same(side.Kind, name.Kind)
        && (name.FromKind is null || Same(OtherOf(pair, side).Kind, name.FromKind)));

    private static PairSide OtherOf(Pair pair, PairSide side) => pair.Sides.First(other => other.Side != side.Side);

    /// <summary>By the side that is asked for and the id on the other one, in the place of a subject.</summary>
    private static LinkRow Other(Flow flow, Pair pair, LinkName name) => new(flow.Name, $"{SideOf(pair, name)!.Word}:{name.Id}");

    private static string? Only(LinkName name, List<string> ids) => ids.Count <= 1 ? ids.FirstOrDefault()
        : throw new LinkException(
            $"ref() asks for {name}, and flows have linked {string.Join(" and ", ids)} "
                + "to that id; a fourth argument says of which kind it is");

    private static ValueTask<IReadOnlyList<(string Flow, string Subject, string Id)>> ReadAsync(
        IReader reader, IEnumerable<LinkRow> rows) =>
        reader.QueryAsync(
            // Behind left: and right:, which Other writes before the id.
            $"""
            select links.flow, links.subject, links.target_id
            from {reader.Dialect.Rows("$1", [], ["flow", "subject"])}
            join links on links.flow = given.flow and links.subject = given.subject and links.target_id <> '{Link.Deleted}'
            union all
            select pair.flow, given.subject, pair.left_id
            from {reader.Dialect.Rows("$1", [], ["flow", "subject"])}
            join pair_links pair on pair.flow = given.flow and pair.right_id = substr(given.subject, 6) and pair.state = 'linked'
            where given.subject like 'left:%'
            union all
            select pair.flow, given.subject, pair.right_id
            from {reader.Dialect.Rows("$1", [], ["flow", "subject"])}
            join pair_links pair on pair.flow = given.flow and pair.left_id = substr(given.subject, 7) and pair.state = 'linked'
            where given.subject like 'right:%'
            """,
            static row => (row.Text(0), row.Text(1), row.Text(2)),
            JsonSerializer.Serialize([.. rows], LinkJson.Default.LinkRowArray));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
