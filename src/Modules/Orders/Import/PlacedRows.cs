using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Imports;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Import;

/// <summary>
/// Rows of an import without <c>mode=history</c>: their orders are placed as <c>POST /orders</c> would place them, in the same steps.
/// 1. An operation id is drawn for each. 2. Inventory reserves all lines of an order or none under it. 3. The batch commits the orders
/// together with these ids. Killed behind 2, the same run finds what it reserved; when it does not come, <see cref="StockSweeper"/> gives
/// it back.
/// </summary>
internal sealed class PlacedRows(
    OrdersDatabase database, OrderWriter writer, OrderStock stock, long import, Work work, IReadOnlyList<OrderRow> rows,
    IReadOnlyList<Placing> placings) : IReadyRows
{
    private const int TriesMax = 2;
    private const int AtOnce = 16;
    private const char Separator = '\u001f';
    private const string GivenUp = "The reservation was given up meanwhile; import the order once more.";

    private bool _isTrial;

    /// <summary>Step 1 alone, for what is taken back: stock is held by another module, and only an import asks it for some.</summary>
    public PlacedRows Pretend()
    {
        _isTrial = true;
        foreach (var placing in placings.Where(static placing => placing.Order is not null))
        {
            placing.Operation = stock.Draw(StockTask.AllOf(placing.Order!), placing.Order! with { Id = 0 }, work.Actor, null);
        }

        return this;
    }

    /// <summary>Steps 1 and 2, in the order of the file: who stands first gets the last unit.</summary>
    public async ValueTask<PlacedRows> ReserveAsync(CancellationToken ct)
    {
        var known = await database.Store.ReadAsync(reader => KnownAsync(reader, placings), ct);
        var (underWay, products) = (new List<Task>(), new HashSet<long>());
        foreach (var placing in placings.Where(placing => placing.Order is not null && !known.ContainsKey(placing)))
        {
            // Orders of one product wait for each other: where commits overlap, the later one could be quicker.
            var own = placing.Order!.Items.Select(item => item.ProductId).ToList();
            if (underWay.Count == AtOnce || own.Exists(products.Contains))
            {
                await Task.WhenAll(underWay);
                underWay.Clear();
                products.Clear();
            }

            underWay.Add(ReserveAsync(placing, ct));
            products.UnionWith(own);
        }

        await Task.WhenAll(underWay);
        return this;
    }

    /// <summary>Step 3.</summary>
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        var verdicts = rows.Select(row => new Verdict(Outcome.Refused, null, row.Fault, row.Amount)).ToArray();
        await ExternalIdLocks.TakeAsync(transaction, OrderRecord.Kind, placings.Select(static placing => placing.Key.Id));
        var known = await KnownAsync(transaction, placings);
        var taken = await ReservationTable.TakenAsync(transaction, [.. placings.Select(placing => placing.Operation?.Id).OfType<string>()]);
        var made = new List<Placing>();
        foreach (var placing in placings)
        {
            placing.IsPlaced = false;
            if (known.TryGetValue(placing, out var order))
            {
                placing.Repeat(verdicts, order);
            }
            else if (placing.Order is null || (placing.Operation is { } operation && taken.Contains(operation.Id)))
            {
                placing.Refuse(verdicts, placing.Order is null ? null : GivenUp);
            }
            else
            {
                made.Add(placing);
            }
        }

        await PlaceAsync(transaction, made, verdicts);
        return verdicts;
    }

    /// <summary>
    /// What was reserved for orders that did not come to be is given back; where that fails, the sweeper does it a moment later.
    /// </summary>
    public async Task SettleAsync()
    {
        foreach (var placing in placings.Where(placing => !_isTrial && placing is { IsPlaced: false, Operation: not null }))
        {
            await stock.TryGiveUpAsync(placing.Operation!.Id);
        }
    }

    private async ValueTask PlaceAsync(ITransaction transaction, IReadOnlyList<Placing> made, Verdict[] verdicts)
    {
        var keys = made.Select(static placing => placing.Key).ToList();
        var known = await OrderKeys.FindAsync(transaction, keys);
        var placed = await writer.PlaceAsync(
            transaction, work, [.. made.Select(static placing => (placing.Order!, placing.Operation?.Id))]);
        await ImportedOrders.NoteAsync(transaction, import, keys, placed, known);
        foreach (var (order, placing) in placed.Zip(made))
        {
            placing.IsPlaced = true;
            placing.Place(verdicts, order.Record!);
        }
    }

    private async Task ReserveAsync(Placing placing, CancellationToken ct)
    {
        var order = placing.Order!;
        var lines = OrderStatus.HoldsStock(order.Kind, order.Status) ? StockTask.AllOf(order) : [];
        var workId = WorkId(placing, lines);
        for (var tries = 0; tries < TriesMax && lines.Count > 0 && placing.Operation is null; tries++)
        {
            var operation = stock.Draw(lines, order with { Id = 0 }, work.Actor, workId);
            var said = await stock.ReserveAsync(operation, ct);
            placing.Operation = said.Outcome is ReserveOutcome.Reserved ? operation : null;
            if (said.Outcome is ReserveOutcome.Refused)
            {
                placing.Refuse(OrderStock.OutOfStock(order, said.Shortages));
                return;
            }

            // Under this id something was given back before; a new one is free.
            workId = null;
        }
    }

    /// <summary>The same for the same order of the same import, so that a run that goes on finds what it reserved before it died.</summary>
    private string? WorkId(Placing placing, IReadOnlyList<StockLine> lines) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        Separator, "import", import, placing.Key.Source, placing.Key.Id,
                        JsonSerializer.Serialize(lines, StockJson.Default.IReadOnlyListStockLine)))));

    /// <summary>The orders that keys stand for; one that was deleted is not among them.</summary>
    private static async ValueTask<Dictionary<Placing, Order>> KnownAsync(IReader reader, IReadOnlyList<Placing> placings)
    {
        var keys = await OrderKeys.FindAsync(reader, placings.Select(placing => placing.Key));
        var orders = new Dictionary<Placing, Order>();
        foreach (var placing in placings.Where(placing => keys.ContainsKey(placing.Key)))
        {
            if (await OrderRecord.Table.FindAsync(reader, keys[placing.Key].OrderId) is { } order)
            {
                orders[placing] = order;
            }
        }

        return orders;
    }
}
