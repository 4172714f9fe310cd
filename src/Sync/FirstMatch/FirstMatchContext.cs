using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Matching;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Pairs;

namespace Lockstep.Sync.FirstMatch;

/// <summary>A flow whose sides are compared, and what that stands on.</summary>
internal sealed class FirstMatchContext(
    Flow flow, IReadOnlyList<ISystem> systems, MappingOptions limits, FirstMatchOptions options, IStore store, TimeProvider clock)
{
    private readonly PairContext _pair = new(
        flow, SystemOf(systems, flow.Pair!.Left), SystemOf(systems, flow.Pair.Right), limits, store, clock);

    public Flow Flow => flow;

    public Pair Pair => flow.Pair!;

    public MatchRules Rules => flow.Pair!.Match!;

    public FirstMatchOptions Options => options;

    public IStore Store => store;

    public TimeProvider Clock => clock;

    /// <summary>What of a flow a first match goes by, so that another one is told from it.</summary>
    public static string PrintOf(Pair pair)
    {
        var text = new StringBuilder();
        foreach (var side in pair.Sides)
        {
            text.Append(CultureInfo.InvariantCulture, $"{side.System}\n{side.Kind}\n{side.Filter?.Text}\n");
        }

        foreach (var rule in pair.Match?.Rules ?? [])
        {
            var field = pair.Fields.First(one => string.Equals(one.Name, rule.Field, StringComparison.Ordinal));
            text.Append(CultureInfo.InvariantCulture, $"{rule}\n{field.Left.Read.Expression.Text}\n{field.Right.Read.Expression.Text}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{pair.Match?.Link} {pair.Match?.Ask} {pair.Match?.Region}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    /// <summary>A page of a side.</summary>
    public async Task<Reply<ChangesPage>> ReadAsync(Side side, ChangesRequest request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Pair.CallTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        return await SystemOf(systems, Pair[side]).ChangesAsync(request, both.Token).WaitAsync(both.Token);
    }

    /// <summary>Whether the filter of its side wants a record.</summary>
    public bool Wants(Side side, SourceRecord record) => Pair[side].Filter?.Judge(record.Data.ToArray()) is not { IsWanted: false };

    /// <summary>What the rules compare of a record.</summary>
    public FirstMatchRecord RecordOf(Side side, SourceRecord record) => _pair[side].Of(record) is { Failure: null } read
        ? FirstMatchRecord.Of(side, record.Id, read.Fields, Rules)
        : FirstMatchRecord.Faulty(side, record.Id, _pair[side].Of(record).Failure!.Message ?? "The flow can't read it.");

    private static ISystem SystemOf(IReadOnlyList<ISystem> systems, PairSide side) =>
        systems.Single(system => string.Equals(system.Name, side.System, StringComparison.Ordinal));
}
