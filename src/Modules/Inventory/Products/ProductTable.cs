using System.Text.Json;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Systems;
using Lockstep.Inventory.Ledger;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Products;

/// <summary>The table of products: its columns, and the statements that more than one use case runs. Stock is written by the ledger alone.</summary>
internal static class ProductTable
{
    public const string Kind = StockTable.Owner;

    public const string Columns =
        "id, sku, external_id, name, description, price, currency, on_hand, reserved, status, version, created_at, updated_at";

    private const string ById = $"select {Columns} from products where id = $1";

    public static Product Read(Row row) => new()
    {
        Id = row.Int64(0),
        Sku = row.Text(1),
        ExternalId = row.TextOrNull(2),
        Name = row.Text(3),
        Description = row.TextOrNull(4),
        Price = Money.FromUnits(row.Int64(5)),
        Currency = row.Text(6),
        Stock = new Stock(row.Int64(7), row.Int64(8)),
        Status = row.Text(9),
        Version = row.Int64(10),
        CreatedAt = row.Instant(11),
        UpdatedAt = row.Instant(12),
    };

    /// <summary>A row as flows read it.</summary>
    public static ChangedRecord ReadChanged(Row row)
    {
        var product = Read(row);
        return new ChangedRecord(product.Id, product.Version, product.UpdatedAt, ToJson(product));
    }

    public static byte[] ToJson(Product product) => JsonSerializer.SerializeToUtf8Bytes(product, ContractsJson.Wire.Product);

    public static ValueTask<Product?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync(ById, Read, id);

    /// <summary>The same for a write that decides by it: nobody else changes it until that one has ended.</summary>
    public static ValueTask<Product?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync(ById, Read, id);

    /// <summary>The id of the product that holds a SKU; 0 when it is free.</summary>
    public static ValueTask<long> FindHolderAsync(IReader reader, string sku) => reader.FirstAsync(
        "select id from products where sku_key = $1", static row => row.Int64(0), TextRules.Fold(sku));

    /// <summary>Adds a row without stock; the product's id is the one that the table gave.</summary>
    public static async ValueTask<Product> InsertAsync(ITransaction transaction, Product product)
    {
        var search = SearchText(product);
        var id = await transaction.FirstAsync(
            """
            insert into products (sku, sku_key, external_id, name, name_key, description, price, currency, status, search, version,
              created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id
            """,
            static row => row.Int64(0),
            product.Sku, TextRules.Fold(product.Sku), product.ExternalId, product.Name, TextRules.Fold(product.Name), product.Description,
            Money.ToUnits(product.Price), product.Currency, product.Status, search, product.Version, product.CreatedAt, product.UpdatedAt);
        await IndexAsync(transaction, id, search);
        await CountAsync(transaction, 1);
        return product with { Id = id };
    }

    /// <summary>Replaces the fields of a row, but not its stock.</summary>
    public static async ValueTask UpdateAsync(ITransaction transaction, Product product)
    {
        await UnindexAsync(transaction, product.Id);
        var search = SearchText(product);
        await transaction.SendAsync(
            """
            update products set sku = $2, sku_key = $3, external_id = $4, name = $5, name_key = $6, description = $7, price = $8,
              currency = $9, status = $10, search = $11, version = $12, updated_at = $13
            where id = $1
            """,
            product.Id, product.Sku, TextRules.Fold(product.Sku), product.ExternalId, product.Name, TextRules.Fold(product.Name),
            product.Description, Money.ToUnits(product.Price), product.Currency, product.Status, search, product.Version,
            product.UpdatedAt);
        await IndexAsync(transaction, product.Id, search);
    }

    /// <summary>Removes a row and leaves a tombstone.</summary>
    public static async ValueTask DeleteAsync(ITransaction transaction, Product product, DateTimeOffset now)
    {
        await UnindexAsync(transaction, product.Id);
        await transaction.SendAsync("delete from products where id = $1", product.Id);
        await transaction.SendAsync(
            "insert into tombstones (kind, record_id, version, deleted_at) values ($1, $2, $3, $4)", Kind, product.Id, product.Version + 1, now);
        await CountAsync(transaction, -1);
    }

    private static string SearchText(Product product) => TextRules.Fold(string.Join(
        '\n', new[] { product.Name, product.Sku, product.ExternalId }.Where(part => part is not null)))!;

    private static ValueTask IndexAsync(ITransaction transaction, long id, string search) => HasSeparateIndex(transaction)
        ? transaction.SendAsync("insert into products_search (rowid, search) values ($1, $2)", id, search)
        : ValueTask.CompletedTask;

    /// <summary>FTS5 over the table's own text must be told the old text to take it out.</summary>
    private static ValueTask UnindexAsync(ITransaction transaction, long id) => HasSeparateIndex(transaction)
        ? transaction.SendAsync("insert into products_search (products_search, rowid, search) select 'delete', id, search from products where id = $1", id)
        : ValueTask.CompletedTask;

    private static bool HasSeparateIndex(ITransaction transaction) => transaction.Dialect.Search is SqlSearch.SeparateIndex;

    private static ValueTask CountAsync(ITransaction transaction, long change) => Counters.AddAsync(transaction, "products", change);
}
