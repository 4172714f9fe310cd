using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Pairs;

/// <summary>Reads records of one side for whoever asks over HTTP.</summary>
internal sealed class SideReader(SyncDatabase database, IEnumerable<ISystem> systems, IOptions<MappingOptions> limits)
{
    /// <inheritdoc cref="SideSystem.ReadAsync" />
    public Task<SideRecord> ReadAsync(Flow flow, PairSide side, string id, CancellationToken ct) => Of(flow, side).ReadAsync(id, ct);

    /// <inheritdoc cref="SideSystem.MissingAsync" />
    public Task<IReadOnlyList<string>> MissingAsync(Flow flow, PairSide side, IReadOnlyList<string> ids, CancellationToken ct) =>
        Of(flow, side).MissingAsync(ids, ct);

    private SideSystem Of(Flow flow, PairSide side)
    {
        var system = systems.First(one => string.Equals(one.Name, side.System, StringComparison.Ordinal));
        return new SideSystem(side, system, new SideMapping(flow.Pair!.Fields, side.Side, limits.Value), flow, database.Clock);
    }
}
