using System.Globalization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Where something of a customer was sent, for its export: the deliveries out of which an erasure takes it; withheld from the customer
/// itself.
/// </summary>
internal sealed class DeliveriesExportPart(SyncDatabase database) : IExportPart
{
    public IReadOnlyList<string> Sections { get; } = ["deliveries"];

    public string Permission => Permissions.SyncRead;

    public string? OwnPermission => null;

    public ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct) => database.Store.ReadAsync(
        async reader =>
        {
            var after = question.After is { } place ? long.Parse(place, CultureInfo.InvariantCulture) : 0;
            var found = new SortedDictionary<long, byte[]>();
            foreach (var id in question.Merged.Append(question.CustomerId))
            {
                foreach (var (delivery, item) in await PersonDeliveries.OfCustomer(id).FindAsync(
                    reader, "id, flow, target, subject, version, state, target_id", static row => (row.Int64(0), Write(row)), after))
                {
                    found[delivery] = item;
                }
            }

            var next = after + PersonDeliveries.RangeSize;
            return new ExportPage(
                [.. found.Values], next < await PersonDeliveries.LastAsync(reader) ? next.ToString(CultureInfo.InvariantCulture) : null);
        },
        ct);

    private static byte[] Write(Row row)
    {
        var (id, version) = (row.Int64(0), row.Int64(4));
        var (flow, target, subject, state, targetId) = (row.Text(1), row.Text(2), row.Text(3), row.Text(5), row.TextOrNull(6));
        return PageWriter.Item(id, (json, number) =>
        {
            json.WriteNumber("id", number);
            json.WriteString("flow", flow);
            json.WriteString("target", target);
            json.WriteString("subject", subject);
            json.WriteNumber("version", version);
            json.WriteString("state", state);
            json.WriteString("targetId", targetId);
        });
    }
}
