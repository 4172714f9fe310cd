using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Records;

namespace Lockstep.Inventory.Packages;

/// <summary>The newest packages of a customer, for its overview; all of them for its export.</summary>
internal sealed class PackagesOverviewPart(InventoryDatabase database) : IOverviewPart, IExportPart
{
    private static readonly RecordOverview<Package, NewPackage> Records = new(PackageRecord.Table);
    private static readonly RecordExport<Package, NewPackage> Export = new(PackageRecord.Table);

    public IReadOnlyList<string> Names { get; } = ["packages"];

    public IReadOnlyList<string> Sections { get; } = ["packages", ExportQuestion.History];

    public string Permission => Permissions.PackagesRead;

    public string OwnPermission => Permissions.PackagesReadOwn;

    public ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync<OverviewAnswer?>(
        async reader => new OverviewAnswer(JsonSerializer.SerializeToUtf8Bytes(
            await Records.NewestAsync(reader, question), ContractsJson.Wire.IReadOnlyListPackage))
        {
            Changes = await Records.ChangesAsync(reader, question),
        },
        ct);

    public ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync(reader => Export.ReadAsync(reader, question), ct);
}
