using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>A flow that goes both ways, and what it stands on.</summary>
internal sealed class PairContext
{
    private readonly MergeRule[] _rules;

    public PairContext(Flow flow, ISystem left, ISystem right, MappingOptions limits, IStore store, TimeProvider clock)
    {
        (Flow, Pair, Store, Clock) = (flow, flow.Pair!, store, clock);
        _rules = [.. Pair.Fields.Select(static field => field.Rule)];
        Left = new SideSystem(Pair.Left, left, new SideMapping(Pair.Fields, Side.Left, limits), flow, clock);
        Right = new SideSystem(Pair.Right, right, new SideMapping(Pair.Fields, Side.Right, limits), flow, clock);
    }

    public Flow Flow { get; }

    public Pair Pair { get; }

    public IStore Store { get; }

    public TimeProvider Clock { get; }

    /// <summary>
    /// Hears in which part of which target deliveries became due that waited for a link; where nothing is linked, nobody.
    /// </summary>
    public Action<string, int> Wake { get; init; } = static (_, _) => { };

    public SideSystem Left { get; }

    public SideSystem Right { get; }

    public SideSystem this[Side side] => side is Side.Left ? Left : Right;

    public static Side Other(Side side) => side is Side.Left ? Side.Right : Side.Left;

    /// <summary>The rules of the fields, with what people have made a rule of.</summary>
    public IReadOnlyList<MergeRule> Rules(IReadOnlyDictionary<string, Side> owners) => owners.Count == 0 ? _rules
        : [.. _rules.Select(rule => owners.TryGetValue(rule.Field, out var owner) ? rule with { Owner = owner } : rule)];

    /// <summary>Whether two records are one to all rules.</summary>
    public bool AreSame(JsonObject one, JsonObject other) => _rules.All(rule => rule.AreSame(one[rule.Field], other[rule.Field]));

    /// <summary>Commits what a look has found, as long as the flow is with this process.</summary>
    public Task<T> CommitAsync<T>(PairVisit visit, Func<ITransaction, DateTimeOffset, ValueTask<T>> write) => Store.WriteAsync(
        async transaction =>
        {
            // First of all, for behind it nobody takes the flow over until this has committed.
            await visit.Lease.CheckAsync(transaction);
            return await write(transaction, Clock.GetUtcNow());
        });
}

/// <summary>One look at a record, by the delivery that asks for it.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Lease">What every commit rests on.</param>
/// <param name="Side">The side of the record.</param>
/// <param name="Id">Its id there.</param>
internal sealed record PairVisit(Delivery Delivery, Lease Lease, Side Side, string Id)
{
    public Side Other => PairContext.Other(Side);
}

/// <summary>A link with all that a look goes by.</summary>
/// <param name="Link">The link.</param>
/// <param name="Conflicts">What is not settled.</param>
/// <param name="Owners">What people have made a rule of.</param>
internal sealed record KnownLink(PairLink Link, IReadOnlyList<PairConflict> Conflicts, IReadOnlyDictionary<string, Side> Owners)
{
    /// <summary>The link of a record; null when it has none.</summary>
    public static async ValueTask<KnownLink?> FindAsync(IReader reader, string flow, Side side, string id) =>
        await PairLinkTable.FindAsync(reader, flow, side, id) is not { } link ? null : new KnownLink(
            link, await PairConflictTable.FindAsync(reader, flow, PairConflict.AboutLink(link.Id)),
            await PairRuleTable.OwnersAsync(reader, flow));

    /// <summary>What a person has decided of fields.</summary>
    public IReadOnlyDictionary<string, Decision> Decisions => Conflicts
        .Where(static one => one is { Kind: PairConflict.OfField, Decision: not null })
        .ToDictionary(static one => one.Path, static one => one.Decision!, StringComparer.Ordinal);

    /// <summary>The side that a person has decided for where one is gone; null when nobody has.</summary>
    public Side? DeleteDecision => Conflicts.FirstOrDefault(static one => one.Kind is PairConflict.OfDelete)?.Decision?.Side;
}
