using System.Globalization;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Inventory.Products;
using Lockstep.Runtime.Http;
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
    private const int SourceMax = 100;

    public static ProductRow Of(ImportRow row, ImportOrder order)
    {
        if (row.Fault is not null)
        {
            return new ProductRow(row.Number, null, new ProductInput(), default, new Refusal(RefusalCode.Invalid, row.Fault));
        }

        var errors = new Errors();
        var (price, count) = (Numbers.Read(row[ProductFields.Price]), Numbers.Read(row[ProductFields.Stock]));
        if ((price is null && row[ProductFields.Price] is not null) || (count is null && row[ProductFields.Stock] is not null))
        {
            errors.Add(price is null && row[ProductFields.Price] is not null ? "price" : "stock", "Must be a number, with a point before its decimals.");
        }

        if (count is not null && Numbers.Whole(count) is null)
        {
            errors.Add("stock", "Must be a whole number.");
            count = null;
        }

        if (count is not null && !order.Work.May(Permissions.StockWrite))
        {
            errors.Add("stock", $"Needs the permission {Permissions.StockWrite}; leave the column out with a map.");
        }

        TextRules.Check(errors, "source", row[ProductFields.Source], SourceMax);
        return Of(row, order, errors, price, (long?)count);
    }

    /// <summary>What a product becomes under this row. Nothing takes a name, a price, a SKU or a key away.</summary>
    public ProductInput Over(Product before) => new()
    {
        // In another case it is the same SKU, and stays as it is written.
        Sku = Input.Sku is null || string.Equals(TextRules.Fold(Input.Sku), TextRules.Fold(before.Sku), StringComparison.Ordinal) ? before.Sku : Input.Sku,
        ExternalId = Input.ExternalId ?? before.ExternalId,
        Name = Fields.Has(ProductFields.Name) ? Input.Name ?? before.Name : before.Name,
        Description = Fields.Has(ProductFields.Description) ? Input.Description : before.Description,
        Price = Input.Price ?? before.Price,
        Currency = Fields.Has(ProductFields.Currency) ? Input.Currency ?? before.Currency : before.Currency,
        Status = Input.Status ?? before.Status,
        Stock = Input.Count,
    };

    private static ProductRow Of(ImportRow row, ImportOrder order, Errors errors, decimal? price, long? count)
    {
        var externalId = row[ProductFields.ExternalId];
        var input = new ProductInput
        {
            Sku = row[ProductFields.Sku],
            ExternalId = externalId,
            Name = row[ProductFields.Name],
            Description = row[ProductFields.Description],
            Price = price,
            Currency = row[ProductFields.Currency] ?? order.Setting("currency"),
            Status = row[ProductFields.Status]?.ToLowerInvariant(),
            Stock = count,
        };

        var key = externalId is null ? null : new ExternalKey(row[ProductFields.Source] ?? order.Source, externalId);
        return Of(row.Number, key, input, row.Fields, errors);
    }

    /// <summary>What a row, or the write of a flow, says of a product.</summary>
    public static ProductRow Of(long number, ExternalKey? key, ProductInput input, FieldSet fields, Errors errors)
    {
        // A row without a name or a price is no fault yet: it may be about a product that has them.
        errors.Add(ProductRules.Check(input with { Name = input.Name ?? "-", Price = input.Price ?? 0 }));
        return new ProductRow(number, key, input, fields, errors.ToRefusal());
    }
}
