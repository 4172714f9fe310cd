using Lockstep.Contracts;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Inventory.Import;
using Lockstep.Inventory.Packages;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory;

/// <summary>What flows write here: products, stock counts and packages, each through its one writer.</summary>
internal sealed class InventoryWrites(
    InventoryDatabase database, ProductWriter products, PackageWriter packages, ICustomerDirectory customers,
        ILogger<InventoryWrites> logger)
{
    /// <summary>The kind of a stock count in flows; the record that it stands for is the product.</summary>
    public const string Count = "stock-count";

    private const string SourceField = "source";

    /// <summary>
    /// A product. The first write is about the product that has its keys, as a row of an import is; later ones about the same for good.
    /// </summary>
    public Task<WriteAnswer> WriteProductAsync(ModuleWrite write, CancellationToken ct)
    {
        var (input, spoken, refusal) = MappedFields.Read(write.Fields, ProductRow.Rows.Fields, ProductJson.Default.ProductInput);
        if (input is null)
        {
            return Task.FromResult(FlowWrites.Refused(refusal!));
        }

        var errors = new Errors();
        if (input.ExternalId is not null && input.Source is null)
        {
            errors.Add(SourceField, "Must be given together with externalId.");
        }

        var row = ProductRow.Of(write.Version, input, spoken, errors);
        var work = Work.Of(write.Origin, ct);
        return FlowWrites.WriteOnceAsync(
            database, write, (transaction, known) => ApplyAsync(transaction, work, write, row, known),
            static product => (product.Id, product.Version), ct);
    }

    /// <summary>A stock count, as the delta to the ledger at its moment.</summary>
    public Task<WriteAnswer> WriteCountAsync(ModuleWrite write, CancellationToken ct)
    {
        var (input, _, refusal) = MappedFields.Read(write.Fields, CountRow.Table, MappedJson.Default.CountInput);
        if (input is null)
        {
            return Task.FromResult(FlowWrites.Refused(refusal!));
        }

        var now = database.Clock.GetUtcNow();
        var row = CountRow.Of(write.Version, input.Product, input.Quantity, input.CountedAt, new Errors(), now);
        var work = Work.Of(write.Origin, ct);
        return FlowWrites.WriteOnceAsync(
            database, write,
            async (transaction, _) =>
                (await CountEntry.WriteAsync(transaction, work, row, $"{write.NaturalKey}:{row.Number}", now)).Product,
            static product => (product.Id, product.Version), ct);
    }

    /// <summary>A package; its own table knows the key that it was made under.</summary>
    public async Task<WriteAnswer> WritePackageAsync(ModuleWrite write, CancellationToken ct)
    {
        var (wanted, refusal) = PackageFields.Read(write);
        if (wanted is null)
        {
            return new WriteAnswer(WriteOutcome.Refused, 0, 0, refusal);
        }

        // What waited while its customer was merged into another goes to that one, who may have its welcome package.
        if ((await customers.FindAsync([new CustomerKey(wanted.CustomerId, null, null)], ct))[0] is { } customer)
        {
            wanted = wanted with { CustomerId = customer.Id };
        }

        var work = Work.Of(write.Origin, ct);
        var written = await database.Store.WriteAsync(
            async transaction => await packages.CreateAsync(transaction, work, wanted) ?? throw new UniqueViolationException("packages"),
            ct);
        if (written.Refusal is { } refused)
        {
            return FlowWrites.Refused(refused);
        }

        var package = written.Record!;
        if (!written.IsNew)
        {
            return new WriteAnswer(WriteOutcome.AlreadyThere, package.Id, package.Version);
        }

        CreatePackage.Made(logger, package.Id, package.CustomerId);
        return new WriteAnswer(WriteOutcome.Applied, package.Id, package.Version);
    }

    private async ValueTask<Written<Product>> ApplyAsync(
        ITransaction transaction, Work work, ModuleWrite write, ProductRow row, long? known)
    {
        var product = known is null ? null : await ProductRecord.Table.FindForUpdateAsync(transaction, known.Value);
        return known is not null && product is null
            ? FlowWrites.Gone(ProductRecord.Kind, known.Value)
            : await new ProductUpsert(products, transaction, work, write.NaturalKey, byName: false).WriteAsync(row, product);
    }
}
