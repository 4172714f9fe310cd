using System.Globalization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Pairs;

/// <summary>Which records of other systems a customer is kept in step with, for its export; withheld from the customer itself.</summary>
internal sealed class PairsExportPart(SyncDatabase database, FlowRegistry flows) : IExportPart
{
    public IReadOnlyList<string> Sections { get; } = ["linkedRecords"];

    public string Permission => Permissions.SyncRead;

    public string? OwnPermission => null;

    /// <summary>One page has them all: a customer has one link in each flow, and there are few flows.</summary>
    public async ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct)
    {
        var sides = question.Merged.Append(question.CustomerId)
            .SelectMany(id => flows.All.Select(flow => (Flow: flow, At: flow.Pair?.Find(
                string.Create(CultureInfo.InvariantCulture, $"customers/{id}")))))
            .Where(static one => one.At is not null).ToList();
        return await database.Store.ReadAsync(
            async reader =>
            {
                var found = new SortedDictionary<long, byte[]>();
                foreach (var (flow, at) in sides)
                {
                    if (await PairLinkTable.FindAsync(reader, flow.Name, at!.Value.Side, at.Value.Id) is { } link)
                    {
                        found[link.Id] = Write(flow.Pair![PairContext.Other(at.Value.Side)], link);
                    }
                }

                return new ExportPage([.. found.Values], null);
            },
            ct);
    }

    private static byte[] Write(PairSide other, PairLink link) => PageWriter.Item(link.Id, (json, number) =>
    {
        json.WriteNumber("id", number);
        json.WriteString("flow", link.Flow);
        json.WriteString("system", other.System);
        json.WriteString("kind", other.Kind);
        json.WriteString("recordId", link.IdOf(other.Side));
        json.WriteString("state", link.State);
    });
}
