using System.Globalization;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Inventory.Products;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Import;

/// <summary>One row of an import of products, checked as far as that goes without the database.</summary>
/// <param name="Number">Data rows count from 1.</param>
/// <param name="Key">The product in the system that it comes from; null when the row does not say.</param>
/// <param name="Input">The product that the row describes; name and price are missing when the row gives none.</param>
/// <param name="Fields">What the row speaks of; other fields of a product that is there already stay as they are.</param>
/// <param name="Fault">Why the row is refused; null when it is not.</param>
internal sealed record ProductRow(long Number, ExternalKey? Key, ProductInput Input, FieldSet Fields, Refusal? Fault)
{
    /// <summary>What a column of an import of products can become.</summary>
    public static readonly RecordRows<Product, ProductInput> Rows = new(ProductRecord.Table, "#stock quantity unitsinstock");

    private const int StockColumn = 0;

    public static ProductRow Of(ImportRow row, ImportOrder order, IReadOnlyList<CustomField> custom)
    {
        if (row.Fault is not null)
        {
            return new ProductRow(row.Number, null, new ProductInput(), default, new Refusal(RefusalCode.Invalid, row.Fault));
        }

        var errors = new Errors();
        var input = Rows.Read(row, errors, order.Names.Table, custom);
        input.Stock = CountOf(Rows.Other(row, StockColumn), errors);
        input.Currency ??= Currencies.Read(order.Setting("currency"));
        if (input.Stock is not null && !order.Work.May(Permissions.StockWrite))
        {
            errors.Add("stock", $"Needs the permission {Permissions.StockWrite}; leave the column out with a map.");
        }

        input.Source ??= input.ExternalId is null ? null : order.Source;
        return Of(row.Number, input, row.Fields, errors);
    }

    /// <summary>What a product becomes under this row. Nothing takes a name, a price, a SKU or a key away.</summary>
    public ProductInput Over(Product before)
    {
        var after = Rows.Over(before, Input, Fields);

        // The source goes with the external id. In another spelling a key is the same one, and stays as it is written.
        after.Source = Input.ExternalId is null && before.ExternalId is not null ? before.Source : Input.Source ?? before.Source;
        (after.ExternalId, after.Source) = (Kept(after.ExternalId, before.ExternalId), Kept(after.Source, before.Source));
        after.Sku = Kept(after.Sku, before.Sku);
        after.Stock = Input.Count;
        return after;
    }

    /// <summary>What a row, or the write of a flow, says of a product.</summary>
    public static ProductRow Of(long number, ProductInput input, FieldSet fields, Errors errors)
    {
        ProductRecord.Table.Normalize(input);
        var key = input is { ExternalId: { } id, Source: { } source } ? new ExternalKey(source, id) : null;

        // A row without a name or a price is no fault yet: it may be about a product that has them.
        errors.Add(ProductWriter.Check(input with { Name = input.Name ?? "-", Price = input.Price ?? 0 }));
        return new ProductRow(number, key, input, fields, errors.ToRefusal());
    }

    private static string? Kept(string? given, string? before) =>
        string.Equals(Keys.Fold(given), Keys.Fold(before), StringComparison.Ordinal) ? before : given;

    private static long? CountOf(string? cell, Errors errors)
    {
        var number = Numbers.Read(cell);
        if (cell is not null && Numbers.Whole(number) is null)
        {
            errors.Add("stock", number is null ? "Must be a number, with a point before its decimals." : "Must be a whole number.");
        }

        return Numbers.Whole(number);
    }
}
