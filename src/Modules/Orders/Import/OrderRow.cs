using System.Text.Json.Nodes;
using Lockstep.Contracts;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Import;

/// <summary>One row of an import of orders, checked as far as that goes without asking anybody.</summary>
internal sealed class OrderRow
{
    private const int NameMax = 200;
    private const int ShortMax = 100;
    private static readonly int[] LineFields =
    [OrderFields.Sku, OrderFields.Product, OrderFields.ProductId, OrderFields.Quantity, OrderFields.UnitPrice];

    /// <summary>The order that it is about; null when it does not say.</summary>
    public ExternalKey? Key { get; private init; }

    /// <summary>The same in the form in which all spellings of it are one.</summary>
    public ExternalKey? FoldedKey => Key is null ? null : new ExternalKey(Keys.Fold(Key.Source)!, Keys.Fold(Key.Id)!);

    /// <summary>Why the row is refused; null when it is not.</summary>
    public string? Fault { get; set; }

    /// <summary>What it comes to in ten-thousandths, as the file has it: below zero for goods that come back.</summary>
    public long? Amount { get; private set; }

    public bool IsReturn { get; private init; }

    /// <summary>Whether the row says of which kind the order is.</summary>
    public bool HasKind { get; private init; }

    /// <summary>Whom it names; null for a guest.</summary>
    public CustomerKey? CustomerKey { get; private init; }

    /// <summary>The customer; found by whoever prepares the row.</summary>
    public CustomerName? Customer { get; set; }

    public string? CustomerName { get; private init; }

    public string? Status { get; private init; }

    public string? Currency { get; private init; }

    public string? Reference { get; private init; }

    public string? ErpReference { get; private init; }

    public DateTimeOffset? PlacedAt { get; private set; }

    /// <summary>What it says of the fields that people gave to orders; null for nothing.</summary>
    public JsonObject? Custom { get; private set; }

    /// <summary>Whether it is a line; else it speaks of the order alone.</summary>
    public bool IsLine { get; private init; }

    public ProductKey? ProductKey { get; private init; }

    /// <summary>The product; found by whoever prepares the row.</summary>
    public CatalogueProduct? Product { get; set; }

    public string? Name { get; private init; }

    public long Quantity { get; private set; }

    /// <summary>The price in the file; null for that of the catalogue, which a history does not take.</summary>
    public decimal? UnitPrice { get; private set; }

    /// <summary>The discount in the file.</summary>
    public decimal? Discount { get; private set; }

    public static OrderRow Of(ImportRow row, OrderTerms terms, DateTimeOffset now, FieldTable table, CustomCheck custom)
    {
        if (row.Fault is not null)
        {
            return new OrderRow { Fault = row.Fault };
        }

        var errors = new Errors();
        var read = Read(row, terms, errors);
        read.CheckOrder(row, terms, errors, now);
        read.Custom = CustomCells.Read(row, table, OrderFields.Custom, custom.Fields, errors);
        if (read.IsLine)
        {
            read.ReadLine(row, terms, errors);
        }

        read.Fault = errors.ToText();
        return read;
    }

    /// <summary>Custom values with others laid over them; null for none.</summary>
    public static JsonObject? Laid(JsonObject? under, JsonObject? over) =>
        over is null ? under : MergePatch.Apply(under, over) as JsonObject;

    /// <summary>The name of a custom value of which the row says something else than an order has; null when there is none.</summary>
    public string? OtherCustom(JsonObject? values) =>
        Custom?.FirstOrDefault(one => !JsonNode.DeepEquals(one.Value, values?[one.Key])).Key is { } name
            ? $"{CustomCells.Start}{name}"
            : null;

    /// <summary>The line that it is, under the product that was found.</summary>
    public Contracts.Orders.OrderItem ToItem() =>
        new(
            Product!.Id, Product.Sku, Name ?? Product.Name, Quantity, UnitPrice!.Value, Discount ?? 0,
            Money.LineTotal(Quantity, UnitPrice.Value, Discount ?? 0));

    private static OrderRow Read(ImportRow row, OrderTerms terms, Errors errors)
    {
        var source = Keys.Clean(row[OrderFields.Source]) ?? terms.Source;
        var externalId = Keys.Clean(row[OrderFields.ExternalId]);
        var kind = OrderKind.Parse(row[OrderFields.Kind]);
        Demand(errors, "kind", row[OrderFields.Kind] is null || kind is not null, "Must be sale or return.");
        return new OrderRow
        {
            Key = externalId is null ? null : new ExternalKey(source, externalId),
            HasKind = kind is not null,
            IsReturn = kind is not null
                ? kind is OrderKind.Return
                : terms.Returns is { } prefix && externalId?.StartsWith(prefix, StringComparison.Ordinal) is true,
            CustomerKey = CustomerKeyOf(row, source, errors),
            CustomerName = row[OrderFields.CustomerName],
            Status = OrderStatus.Parse(row[OrderFields.Status]),
            Currency = Currencies.Read(row[OrderFields.Currency]),
            Reference = row[OrderFields.Reference],
            ErpReference = row[OrderFields.ErpReference],
            IsLine = LineFields.Any(field => row[field] is not null),
            ProductKey = ProductKeyOf(row, source, errors),
            Name = string.IsNullOrWhiteSpace(row[OrderFields.Name]) ? null : row[OrderFields.Name],
        };
    }

    private void CheckOrder(ImportRow row, OrderTerms terms, Errors errors, DateTimeOffset now)
    {
        TextRules.CheckRequired(errors, "externalId", Key?.Id, ShortMax);
        TextRules.Check(errors, "source", row[OrderFields.Source], ShortMax);
        TextRules.Check(errors, "customerName", CustomerName, NameMax);
        TextRules.Check(errors, "reference", Reference, OrderRules.ReferenceMax);
        TextRules.Check(errors, "erpReference", ErpReference, OrderRules.ReferenceMax);
        Currencies.Check(errors, "currency", Currency);
        Demand(
            errors, "status", row[OrderFields.Status] is null || Status is not null,
            $"Must be one of {string.Join(", ", OrderStatus.All)}.");
        Demand(
            errors,
            "status",
            terms.KeepsPrices || Status is null or OrderStatus.New,
            $"Must be {OrderStatus.New}, or left out: the order is placed now. With mode=inflight it goes on where it is, with "
            + "mode=history it is taken as it was.");
        Demand(
            errors, "status", !terms.IsInFlight || ErpReference is null || Status is not (null or OrderStatus.New),
            $"Is {OrderStatus.New}, and the ERP has a number for it: it has taken it over, so it is {OrderStatus.Processing}.");
        Demand(
            errors, "status",
            !terms.IsHistory || Status is null || OrderStatus.IsSettled(IsReturn ? OrderKind.Return : OrderKind.Sale, Status),
            "Its next steps would move stock, which a history does not; bring such orders over with mode=inflight.");
        if (row[OrderFields.PlacedAt] is { } text)
        {
            (PlacedAt, var fault) = terms.Times.Read(text);
            Demand(errors, "placedAt", fault is null, fault ?? "");
            Demand(errors, "placedAt", !Moments.IsFuture(PlacedAt, now), Moments.Future);
            Demand(errors, "placedAt", !(PlacedAt < DateTimeOffset.UnixEpoch), "Must not be before 1970.");
            PlacedAt = Moments.ByOurClock(PlacedAt, now);
        }
    }

    private void ReadLine(ImportRow row, OrderTerms terms, Errors errors)
    {
        TextRules.Check(errors, "name", Name, NameMax);
        TextRules.Check(errors, "sku", row[OrderFields.Sku], OrderRules.SkuMax);
        Demand(errors, "sku", ProductKey is not null, "Must be given, or product, which is the product's external id.");
        var quantity = Number(row, OrderFields.Quantity, null);
        var price = Number(row, OrderFields.UnitPrice, null);
        var discount = Number(row, OrderFields.Discount, 0);
        var isPriced = terms.KeepsPrices || row[OrderFields.UnitPrice] is not null;
        Amount = AmountOf(quantity, price, discount);

        // A return counts goods that come back, whichever sign the file gives them.
        var isBack = quantity < 0 && !IsReturn;
        var units = IsReturn && quantity < 0 ? -quantity : quantity;
        Demand(errors, "quantity", !isBack, "Is below 0, and the order is no return.");
        Demand(
            errors, "quantity", isBack || (units >= 1 && units <= OrderRules.QuantityMax && units == decimal.Truncate(units.Value)),
            $"Must be a whole number from 1 to {OrderRules.QuantityMax}.");
        Demand(
            errors, "unitPrice", !isPriced || (price is { } one && Money.IsPrice(one)),
            $"Must be a number from 0 to {Money.PriceMax}, with a point before its decimals, at most four.");
        Demand(
            errors, "unitPrice", !terms.IsHistory || price != 0 || CustomerKey is not null,
            "Is 0, and nobody is named who got it: a note about stock, no sale.");
        Demand(
            errors, "discount", discount is >= 0 and <= 1 && Money.IsWhole(discount.Value),
            "Must be a number from 0 to 1, with at most four decimals.");
        Demand(
            errors, "quantity", Math.Abs(Amount ?? 0) <= Money.ToUnits(Money.TotalMax),
            $"Times the price comes to more than {Money.TotalMax}.");
        if (errors.None)
        {
            (Quantity, UnitPrice, Discount) = ((long)units!.Value, price, row[OrderFields.Discount] is null ? null : discount);
        }
    }

    /// <summary>What a file counts above zero for goods that come back is below zero all the same.</summary>
    private long? AmountOf(decimal? quantity, decimal? price, decimal? discount)
    {
        if (quantity is not { } units || price is not { } one || discount is not { } off || Math.Abs(units) > OrderRules.QuantityMax * 1_000
            || Math.Abs(one) > Money.PriceMax || Math.Abs(off) > 1)
        {
            return null;
        }

        var amount = decimal.Round((IsReturn ? -Math.Abs(units) : units) * one * (1 - off), 4, MidpointRounding.ToEven);
        return Math.Abs(amount) <= 2 * Money.TotalMax ? Money.ToUnits(amount) : null;
    }

    private static decimal? Number(ImportRow row, int field, decimal? otherwise) => row[field] is { } text ? Numbers.Read(text) : otherwise;

    private static CustomerKey? CustomerKeyOf(ImportRow row, string source, Errors errors)
    {
        if (row[OrderFields.CustomerId] is { } text)
        {
            var id = Numbers.Id(text);
            Demand(errors, "customerId", id is not null, "Must be the id of a customer; leave it out for a guest.");
            return new CustomerKey(id ?? 0, null, null);
        }

        return row[OrderFields.Customer] is { } external
            ? new CustomerKey(null, new ExternalKey(source, external), null)
            : row[OrderFields.CustomerEmail] is { } email ? new CustomerKey(null, null, email) : null;
    }

    private static ProductKey? ProductKeyOf(ImportRow row, string source, Errors errors)
    {
        if (row[OrderFields.ProductId] is { } text)
        {
            var id = Numbers.Id(text);
            Demand(errors, "productId", id is not null, "Must be the id of a product; or give its sku.");
            return new ProductKey(id ?? 0, null);
        }

        return row[OrderFields.Product] is { } external
            ? new ProductKey(null, null, new ExternalKey(source, external))
            : string.IsNullOrWhiteSpace(row[OrderFields.Sku]) ? null : new ProductKey(null, row[OrderFields.Sku]);
    }

    private static void Demand(Errors errors, string field, bool isMet, string message)
    {
        if (!isMet)
        {
            errors.Add(field, message);
        }
    }
}
