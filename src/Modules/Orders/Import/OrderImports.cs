using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Import;

/// <summary>Orders that are imported.</summary>
internal sealed class OrderImports(
    OrdersDatabase database, ICustomerDirectory customers, IProductCatalogue catalogue, IProductIntake intake,
    OrderWriter writer, OrderStock stock, OrderUndo undo) : IImportTarget
{
    public static ImportKind Kind { get; } = new(
        "orders", "/api/orders", "order",
        new ImportDescription(
            "Import orders",
            "externalId,placedAt,sku,name,quantity,unitPrice,currency\n"
            + "S-1001,2024-11-05T10:15:00Z,TEA-300,\"Darjeeling, 100 g\",2,9.5,EUR\n"
            + "S-1001,2024-11-05T10:15:00Z,TEA-400,\"Sencha, 100 g\",1,8.2,EUR\n",
            """{"externalId":"S-1001","placedAt":"2024-11-05T10:15:00Z","sku":"TEA-300","name":"Darjeeling, 100 g","quantity":2,"""
            + "\"unitPrice\":9.5,\"currency\":\"EUR\"}"))
    {
        Parameters = OrderTerms.Parameters,
        HasAmounts = true,
    };

    public FieldTable Fields => OrderFields.TableOf(database.Custom.Of(OrderRecord.Kind));

    public OrdersDatabase Database => database;

    ModuleDatabase IImportTarget.Database => database;

    /// <summary>A line is a row and its verdict; history, event and the rest come once for an order.</summary>
    public int RowsOfRecord => 4;

    /// <summary>The lines of an order are committed together where they stand together.</summary>
    public Func<ImportRow, ImportRow, bool> BelongTogether { get; } = static (before, row) => row[OrderFields.ExternalId] is { } id
        && string.Equals(id, before[OrderFields.ExternalId], StringComparison.Ordinal)
        && string.Equals(row[OrderFields.Source], before[OrderFields.Source], StringComparison.Ordinal);

    /// <summary>Whoever imports a history sets prices as they were, and may enter products.</summary>
    public Refusal? Refuse(ImportOrder order)
    {
        var errors = new Errors();
        var terms = OrderTerms.Of(order, errors);
        return errors.ToRefusal()
            ?? (terms.KeepsPrices ? order.Work.RefuseUnless(Permissions.OrdersOverridePrice) : null)
            ?? (terms.MakesProducts ? order.Work.RefuseUnless(Permissions.ProductsWrite) : null);
    }

    public IImportUndo Undo => undo;

    public IImportWork Begin(ImportOrder order, long import) => new Upload(this, order, import);

    /// <summary>Reads the rows of one upload, and finds the customers and products they name.</summary>
    private sealed class Upload(OrderImports target, ImportOrder order, long import) : IImportWork
    {
        private readonly OrderTerms _terms = OrderTerms.Of(order, new Errors());
        private readonly Known<CustomerKey, CustomerName> _customers = new();
        private readonly Known<ProductKey, CatalogueProduct> _products = new();

        public async ValueTask<IReadyRows> PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct)
        {
            var now = target.Database.Clock.GetUtcNow();
            var custom = CustomCheck.Of(target.Database.Custom, OrderRecord.Kind, order.Work);
            var read = rows.Select(row => OrderRow.Of(row, _terms, now, order.Names.Table, custom)).ToList();
            await FindCustomersAsync([.. read.Where(row => row is { Fault: null, CustomerKey: not null })], ct);
            await FindProductsAsync([.. read.Where(row => row is { Fault: null, ProductKey: not null })], ct);
            return _terms.IsHistory
                ? new HistoryRows(target.Database, target.Writer, import, order.Work, _terms, custom, read)
                : await ReadyAsync(Placed(read, custom, now), ct);
        }

        private async ValueTask<IReadyRows> ReadyAsync(PlacedRows rows, CancellationToken ct) =>
            order.IsTrial ? rows.Pretend() : await rows.ReserveAsync(ct);

        private PlacedRows Placed(IReadOnlyList<OrderRow> rows, CustomCheck custom, DateTimeOffset now)
        {
            var placings = rows.Index()
                .Where(one => one.Item.Key is not null)
                .GroupBy(one => one.Item.FoldedKey!, one => (one.Index, one.Item))
                .Select(group => new Placing(group.First().Item.Key!, [.. group]))
                .ToList();
            placings.ForEach(placing => placing.Draft(_terms, custom, order.Work.May(Permissions.OrdersOverridePrice), now));
            return new PlacedRows(target.Database, target.Writer, target.Stock, import, order.Work, rows, placings);
        }

        private async ValueTask FindCustomersAsync(IReadOnlyList<OrderRow> rows, CancellationToken ct)
        {
            await _customers.AddAsync(rows.Select(row => row.CustomerKey!), keys => target.Customers.FindAsync(keys, ct));
            foreach (var row in rows)
            {
                row.Customer = _customers.Find(row.CustomerKey!);
                row.Fault = row.Customer is null ? Unknown(row.CustomerKey!) : null;
            }
        }

        private async ValueTask FindProductsAsync(IReadOnlyList<OrderRow> rows, CancellationToken ct)
        {
            await _products.AddAsync(rows.Select(row => Plain(row.ProductKey!)), keys => target.Catalogue.FindAsync(keys, ct));
            if (_terms.MakesProducts)
            {
                await MakeProductsAsync(
                    [
                        .. rows.Where(row =>
                            row.Fault is null && row.ProductKey!.Sku is not null && _products.Find(Plain(row.ProductKey)) is null
                        ),
                    ],
                    ct);
            }

            foreach (var row in rows.Where(row => row.Fault is null))
            {
                row.Product = _products.Find(Plain(row.ProductKey!));
                row.Fault = row.Product is null ? Unknown(row.ProductKey!) : null;
            }
        }

        /// <summary>
        /// Before the orders, in a commit of their own: when we die in between there is a product that nobody ordered yet, and no harm.
        /// </summary>
        private async ValueTask MakeProductsAsync(IReadOnlyList<OrderRow> rows, CancellationToken ct)
        {
            var made = rows.DistinctBy(row => Plain(row.ProductKey!))
                .Where(row => (row.Currency ?? _terms.Currency) is not null)
                .Select(row =>
                    (
                        row.ProductKey,
                        New: new NewProduct(
                            row.ProductKey!.Sku!, row.Name ?? row.ProductKey.Sku!, row.UnitPrice!.Value, (row.Currency ?? _terms.Currency)!)
                    )
                )
                .ToList();
            if (order.IsTrial)
            {
                made.ForEach(one => _products.Put(
                    Plain(one.ProductKey!),
                    new CatalogueProduct(0, one.New.Sku, one.New.Name, one.New.Price, one.New.Currency, IsActive: true)));
            }
            else if (made.Count > 0)
            {
                var products = await target.Intake.EnsureAsync([.. made.Select(one => one.New)], order.Actor, ct);
                made.Zip(products).ToList().ForEach(pair => _products.Put(Plain(pair.First.ProductKey!), pair.Second));
            }
        }

        /// <summary>The key in the form in which all spellings of a SKU are one.</summary>
        private static ProductKey Plain(ProductKey key) => key.Sku is null ? key : key with { Sku = Keys.Fold(key.Sku) };

        private static string Unknown(CustomerKey key) => key switch
        {
            { Id: { } id } => $"customerId: There is no customer {id}.",
            { External: { } external } => $"customer: There is no customer {external.Id} of {external.Source}; import the customers first.",
            _ => "customerEmail: There is no customer with this e-mail.",
        };

        private string Unknown(ProductKey key) => key switch
        {
            { Id: { } id } => $"productId: There is no product {id}.",
            { External: { } external } => $"product: There is no product {external.Id} of {external.Source}; import the products first.",
            _ => $"sku: There is no product {key.Sku}; import the products first{(_terms.IsHistory ? ", or say products=create" : "")}.",
        };
    }

    private OrderWriter Writer => writer;

    private OrderStock Stock => stock;

    private ICustomerDirectory Customers => customers;

    private IProductCatalogue Catalogue => catalogue;

    private IProductIntake Intake => intake;
}
