using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Ledger;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Values;
using Amount = Lockstep.Runtime.Records.MoneyField<Lockstep.Contracts.Inventory.Product, Lockstep.Inventory.Products.ProductInput>;
using Text = Lockstep.Runtime.Records.TextField<Lockstep.Contracts.Inventory.Product, Lockstep.Inventory.Products.ProductInput>;

namespace Lockstep.Inventory.Products;

/// <summary>What a client may say about a product.</summary>
internal sealed record ProductInput
{
    /// <summary>Unique ignoring case; made from the name when a new product has none.</summary>
    public string? Sku { get; set; }

    /// <summary>The id of the product in the system it came from; unique together with the source.</summary>
    public string? ExternalId { get; set; }

    /// <summary>The system that the external id comes from; without one the id is taken in all systems.</summary>
    public string? Source { get; set; }

    /// <summary>Required.</summary>
    public string? Name { get; set; }

    /// <summary>May hold line breaks.</summary>
    public string? Description { get; set; }

    /// <summary>Required; at most four decimals.</summary>
    public decimal? Price { get; set; }

    /// <summary>Three letters of ISO 4217; EUR for a new product that has none.</summary>
    public string? Currency { get; set; }

    /// <summary><c>active</c> (the default) or <c>inactive</c>.</summary>
    public string? Status { get; set; }

    /// <summary>The values of the fields of <c>/api/products/fields</c>, by their names.</summary>
    public JsonObject? Custom { get; set; }

    /// <summary>A count of this moment; answers have an object here, which may be sent back as it stands.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Stock { get; set; }

    /// <summary>Another name for <see cref="Stock"/>.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Quantity { get; set; }

    /// <summary>The units that were counted; null when nobody counted.</summary>
    [JsonIgnore]
    public long? Count => Stock ?? Quantity;

    /// <summary>The JSON name under which the count came.</summary>
    [JsonIgnore]
    public string CountField => Stock is null ? "quantity" : "stock";
}

/// <summary>A product, told once. Its stock is read with it and written by the ledger alone.</summary>
internal static class ProductRecord
{
    public const string Kind = StockTable.Owner;
    public const string Active = "active";
    public const int SkuMax = 64;
    private const string CurrencyDefault = "EUR";
    private const int NameMax = 200;
    private const int DescriptionMax = 4_000;

    public static readonly RecordTable<Product, ProductInput> Table = new(
        Kind, "products",
        [
            new Text("sku", "sku", p => p.Sku, i => i.Sku, (i, v) => i.Sku = v)
            {
                Key = "sku_key", IsUnique = true, Folding = Keys.Fold, Reader = Keys.Clean, Rule = Rules.Key(SkuMax),
                Filter = ListFilter.Key("sku_key"), Headers = "", IsKept = true,
                IsSearched = true, IsSorted = true,
            },
            new Text("externalId", "external_id", p => p.ExternalId, i => i.ExternalId, (i, v) => i.ExternalId = v)
            {
                Rule = Rules.Key(), Filter = ListFilter.Key("external_key"), Key = "external_key", Folding = Keys.Fold, Reader = Keys.Clean,
                Headers = "", IsKept = true, IsSearched = true,
            },
            new Text("source", "source", p => p.Source, i => i.Source, (i, v) => i.Source = v)
            {
                Rule = Rules.Key(), Filter = ListFilter.Key("source_key"), Key = "source_key", Folding = Keys.Fold, Reader = Keys.Clean,
                Headers = "", IsKept = true,
            },
            new Text("name", "name", p => p.Name, i => i.Name, (i, v) => i.Name = v)
            {
                Key = "name_key", Rule = Rules.Required(NameMax), Headers = "productname ?title", IsKept = true, IsSearched = true,
                IsSorted = true,
            },
            new Text("description", "description", p => p.Description, i => i.Description, (i, v) => i.Description = v)
            {
                Rule = Rules.Text(DescriptionMax, breaks: true), Headers = "",
            },
            new Amount("price", "price", p => p.Price, i => i.Price, (i, v) => i.Price = v)
            {
                Rule = Rules.Price, Headers = "unitprice", IsKept = true, IsSorted = true,
            },
            new Text("currency", "currency", p => p.Currency, i => i.Currency, (i, v) => i.Currency = v)
            {
                Rule = Rules.Currency, Reader = Currencies.Read, Headers = "", IsKept = true,
            },
            new Text("status", "status", p => p.Status, i => i.Status, (i, v) => i.Status = v)
            {
                Rule = Rules.OneOf(Active, "inactive"), Filter = ListFilter.OneOf("status", Active, "inactive"), Headers = "",
                IsKept = true, Reader = static word => word.Trim().ToLowerInvariant(),
            },
            new CustomValuesField<Product, ProductInput>(p => p.Custom, i => i.Custom, (i, v) => i.Custom = v) { Headers = "",
                IsKept = true },
        ],
        new RecordSearch("products_search"), more: "on_hand, reserved")
    {
        Json = ContractsJson.Wire.Product,
        Make = Make,
        WithId = static (product, id) => product with { Id = id },
        Beside = static product => product.Stock.OnHand,
        ReadMore = static (product, row, at) => product with { Stock = new Stock(row.Int64(at), row.Int64(at + 1)) },
    };

    /// <summary>That people may give it fields.</summary>
    public static readonly CustomFieldKind Fields = CustomFieldKind.Of<ProductFieldCreated, ProductFieldChanged, ProductFieldDeleted>(
        Kind, "products", Permissions.ProductsRead);

    public static readonly RecordReads<Product, ProductInput> Reads = new(Table)
    {
        Permission = Permissions.ProductsRead,
        CataloguePermission = Permissions.CatalogueRead,

        // The version does not count stock movements, so that a copy with a known version may hold old stock.
        IsKnownByVersion = false,
        ExportedBehind =
        [
            new("onHand", static (lines, product) => lines.Add(product.Stock.OnHand)),
            new("reserved", static (lines, product) => lines.Add(product.Stock.Reserved)),
            new("available", static (lines, product) => lines.Add(product.Stock.Available)),
            new("version", static (lines, product) => lines.Add(product.Version)),
            new("createdAt", static (lines, product) => lines.Add(product.CreatedAt)),
            new("updatedAt", static (lines, product) => lines.Add(product.UpdatedAt)),
        ],
    };

    /// <summary>
    /// The stock of all products, as a file that a count can be made of: each line says up to which movement it is true, so that what moves
    /// behind the export still counts when the file comes back.
    /// </summary>
    public static readonly ListExport<Product> StockExport = new(Reads.Lists)
    {
        Name = "stock",
        Header = "productId,sku,name,onHand,reserved,available,countedAt",
        Write = (lines, product) => lines
            .Add(product.Id).Add(product.Sku).Add(product.Name)
            .Add(product.Stock.OnHand).Add(product.Stock.Reserved).Add(product.Stock.Available),
        Behind = static async (reader, products) =>
        {
            var moments = await MovementTable.LastMomentsAsync(reader, products.Select(static product => product.Id));
            return (lines, product) => lines.Add(moments.TryGetValue(product.Id, out var at) ? at : product.CreatedAt).End();
        },
    };

    /// <summary>
    /// What is left out is empty afterwards, except for SKU and currency: a product that has them keeps them, because no default could be
    /// right for it.
    /// </summary>
    private static Product Make(ProductInput input, RecordStamp stamp, Product? before) => new()
    {
        Id = stamp.Id,
        Sku = input.Sku ?? before!.Sku,
        ExternalId = input.ExternalId,
        Source = input.Source,
        Name = input.Name!,
        Description = input.Description,
        Price = Money.FromUnits(Money.ToUnits(input.Price!.Value)),
        Currency = input.Currency ?? before?.Currency ?? CurrencyDefault,
        Stock = before?.Stock ?? new Stock(0, 0),
        Status = input.Status ?? Active,
        Custom = input.Custom,
        Version = stamp.Version,
        CreatedAt = stamp.CreatedAt,
        UpdatedAt = stamp.UpdatedAt,
    };
}
