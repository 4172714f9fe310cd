using Lockstep.Contracts;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Inventory.Ledger;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Import;

/// <summary>One row of an import of stock counts, checked as far as that goes without the database.</summary>
/// <param name="Number">Data rows count from 1.</param>
/// <param name="Product">What was counted.</param>
/// <param name="Quantity">How many units lay there.</param>
/// <param name="CountedAt">When; null for now.</param>
/// <param name="Fault">Why the row is refused; null when it is not.</param>
internal sealed record CountRow(long Number, ProductKey? Product, long Quantity, DateTimeOffset? CountedAt, Refusal? Fault)
{
    private const int Sku = 0;
    private const int ExternalId = 1;
    private const int Source = 2;
    private const int ProductId = 3;
    private const int Units = 4;
    private const int At = 5;

    /// <summary>
    /// The ids of this Lockstep are taken by a map alone: a column called so in a file of another system holds that system's ids.
    /// </summary>
    public static FieldTable Table { get; } = new(
        "sku", "externalId", "source", "!productId", "#quantity stock count counted onhand unitsinstock", "countedAt");

    public static CountRow Of(ImportRow row, string source, TimeFormat times, DateTimeOffset now)
    {
        if (row.Fault is not null)
        {
            return new CountRow(row.Number, null, 0, null, new Refusal(RefusalCode.Invalid, row.Fault));
        }

        var errors = new Errors();
        var (at, fault) = row[At] is { } text ? times.Read(text) : default;
        if (fault is not null)
        {
            errors.Add("countedAt", fault);
        }

        return Of(row.Number, KeyOf(row, source), Numbers.Read(row[Units]), at, errors, now);
    }

    /// <summary>What a row, or the write of a flow, says was counted.</summary>
    public static CountRow Of(long number, ProductKey? product, decimal? quantity, DateTimeOffset? at, Errors errors, DateTimeOffset now)
    {
        if (product is null)
        {
            errors.Add("sku", "Must be given, or externalId, or productId as a number.");
        }

        var units = Numbers.Whole(quantity);
        if (units is not (>= 0 and <= StockLedger.Max))
        {
            errors.Add("quantity", $"Must be a whole number from 0 to {StockLedger.Max}.");
        }

        if (Moments.IsFuture(at, now))
        {
            errors.Add("countedAt", Moments.Future);
        }

        return new CountRow(number, product, units ?? 0, at, errors.ToRefusal());
    }

    private static ProductKey? KeyOf(ImportRow row, string source)
    {
        if (row[ProductId] is { } text)
        {
            return Numbers.Id(text) is { } id ? new ProductKey(id, null) : null;
        }

        return row[ExternalId] is { } external
            ? new ProductKey(null, null, new ExternalKey(row[Source] ?? source, external))
            : row[Sku] is { } sku ? new ProductKey(null, sku) : null;
    }
}
