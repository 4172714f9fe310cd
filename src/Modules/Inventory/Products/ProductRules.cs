using System.Text;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Products;

/// <summary>What makes a product valid, and what an input makes of it.</summary>
internal static class ProductRules
{
    public const string Active = "active";
    public const string Inactive = "inactive";
    public const int SkuMax = 64;
    private const string CurrencyDefault = "EUR";
    private const int ExternalIdMax = 100;
    private const int NameMax = 200;
    private const int DescriptionMax = 4_000;

    public static Errors Check(ProductInput input)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "name", input.Name, NameMax);
        TextRules.Check(errors, "description", input.Description, DescriptionMax, breaks: true);
        CheckOptional(errors, "sku", input.Sku, SkuMax);
        CheckOptional(errors, "externalId", input.ExternalId, ExternalIdMax);
        CheckPrice(errors, input);
        CheckCount(errors, input);
        if (input.Status is not (null or Active or Inactive))
        {
            errors.Add("status", "Must be active or inactive.");
        }

        return errors;
    }

    /// <summary>
    /// The product that an input makes of the one before, or of nothing. What is left out is empty afterwards, except for SKU
    /// and currency: a product that has them keeps them, because no default could be right for it.
    /// </summary>
    public static Product With(ProductInput input, Product? before, string sku, DateTimeOffset now) => new()
    {
        Id = before?.Id ?? 0,
        Sku = sku,
        ExternalId = input.ExternalId,
        Name = input.Name!,
        Description = input.Description,
        Price = Money.FromUnits(Money.ToUnits(input.Price!.Value)),
        Currency = input.Currency ?? before?.Currency ?? CurrencyDefault,
        Stock = before?.Stock ?? new Stock(0, 0),
        Status = input.Status ?? Active,
        Version = (before?.Version ?? 0) + 1,
        CreatedAt = before?.CreatedAt ?? now,
        UpdatedAt = now,
    };

    /// <summary>JSON names of the fields in which two states of a product differ, separated by commas; the stock has its own ledger.</summary>
    public static string Changed(Product? before, Product after)
    {
        var names = new StringBuilder();
        Note("sku", before?.Sku, after.Sku);
        Note("externalId", before?.ExternalId, after.ExternalId);
        Note("name", before?.Name, after.Name);
        Note("description", before?.Description, after.Description);
        Note("price", before?.Price, after.Price);
        Note("currency", before?.Currency, after.Currency);
        Note("status", before?.Status, after.Status);
        return names.ToString();

        void Note<T>(string name, T? old, T? now)
        {
            if (!EqualityComparer<T?>.Default.Equals(old, now))
            {
                names.Append(names.Length == 0 ? "" : ",").Append(name);
            }
        }
    }

    private static void CheckOptional(Errors errors, string field, string? text, int max)
    {
        TextRules.Check(errors, field, text, max);
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            errors.Add(field, "Must hold more than blanks; leave it out instead.");
        }
    }

    private static void CheckPrice(Errors errors, ProductInput input)
    {
        if (input.Price is not { } price || !Money.IsPrice(price))
        {
            errors.Add("price", $"Must be given, from 0 to {Money.PriceMax}, with at most four decimals.");
        }

        Currencies.Check(errors, "currency", input.Currency);
    }

    private static void CheckCount(Errors errors, ProductInput input)
    {
        if (input.Count is < 0 or > StockLedger.Max)
        {
            errors.Add(input.CountField, $"Must be a whole number from 0 to {StockLedger.Max}.");
        }

        if (input.Stock is { } stock && input.Quantity is { } quantity && stock != quantity)
        {
            errors.Add("quantity", "Differs from stock, which means the same; give one of them.");
        }
    }
}
