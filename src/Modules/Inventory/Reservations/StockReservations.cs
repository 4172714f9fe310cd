using System.Globalization;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Reservations;

/// <summary>
/// Reserves, ships and gives back the stock of many products in one commit. The ledger's own operation ids make each repeat harmless:
/// every product has one movement under the operation's id and its own.
/// </summary>
internal sealed class StockReservations(InventoryDatabase database) : IStockReservations
{
    public Task<ReserveAnswer> ReserveAsync(StockOperation operation, CancellationToken ct) =>
        database.Store.WriteAsync(transaction => ReserveAsync(transaction, operation), ct);

    public Task<UndoneStep?> SettleAsync(StockOperation operation, StockStep step, CancellationToken ct) =>
        database.Store.WriteAsync(transaction => SettleAsync(transaction, operation, KindOf(step)), ct);

    public static FutureRule Future { get; } = new("inventory", FutureRule.Skew, "update open_reservations set at = $1 where at > $2");

    public async Task<IReadOnlyList<string>> ListOpenAsync(DateTimeOffset before, int limit, CancellationToken ct) =>
        await database.Store.ReadAsync(
        reader => reader.QueryAsync(
            "select operation_id from open_reservations where at < $1 order by at limit $2", static row => row.Text(0), before, limit),
        ct);

    public Task KeepAsync(IReadOnlyList<string> operationIds, CancellationToken ct) => database.Store.WriteAsync(
        transaction => transaction.ExecuteAsync(
            $"delete from open_reservations where operation_id in ({transaction.Dialect.Texts("$1")})",
            SqlValue.List(operationIds)),
        ct);

    public Task ReleaseAsync(string operationId, CancellationToken ct) =>
        database.Store.WriteAsync(transaction => ReleaseAsync(transaction, operationId), ct);

    private async ValueTask<ReserveAnswer> ReserveAsync(ITransaction transaction, StockOperation operation)
    {
        // The products are held before the operation is looked up: of two requests with one id, the second finds the first one's movements.
        var products = await HoldAsync(transaction, operation.Lines.Select(line => line.ProductId));
        var first = MovementId(operation.Id, operation.Lines[0].ProductId);
        if (await IsThereAsync(transaction, first))
        {
            return new ReserveAnswer(await IsThereAsync(transaction, UndoOf(first)) ? ReserveOutcome.Spent : ReserveOutcome.Reserved, []);
        }

        var shortages = Refusals(products, operation.Lines, MovementKinds.Reserve).ToList();
        if (shortages.Count > 0)
        {
            return new ReserveAnswer(ReserveOutcome.Refused, shortages);
        }

        await PostAsync(transaction, products, operation, MovementKinds.Reserve);
        await transaction.SendAsync(
            "insert into open_reservations (operation_id, at) values ($1, $2)", operation.Id, database.Clock.GetUtcNow());
        return new ReserveAnswer(ReserveOutcome.Reserved, []);
    }

    private async ValueTask<UndoneStep?> SettleAsync(ITransaction transaction, StockOperation operation, string kind)
    {
        var products = await HoldAsync(transaction, operation.Lines.Select(line => line.ProductId));
        var done = await transaction.QueryAsync(
            "select product_id from stock_movements where operation_id > $1 and operation_id < $2", static row => row.Int64(0),
            $"{operation.Id}/", $"{operation.Id}0");
        var open = operation with { Lines = [.. operation.Lines.Where(line => !done.Contains(line.ProductId))] };
        var undone = Refusals(products, open.Lines, kind).Concat(await BeyondOwnAsync(transaction, open, kind))
            .DistinctBy(static refused => refused.ProductId).ToDictionary(static refused => refused.ProductId);
        var possible = open.Lines.Where(line => !undone.ContainsKey(line.ProductId));
        await PostAsync(transaction, products, open with { Lines = [.. possible] }, kind);
        return undone.Count == 0 ? null : new UndoneStep(
            [.. open.Lines.Where(line => undone.ContainsKey(line.ProductId))],
            string.Join(' ', undone.Values.Select(static refused => $"Product {refused.ProductId}: {refused.Reason}")),
            IsFinal: !undone.Keys.Any(products.ContainsKey));
    }

    /// <summary>Whoever takes the row away gives the stock back: of two who try, the second finds nothing to do.</summary>
    private async ValueTask<bool> ReleaseAsync(ITransaction transaction, string operationId)
    {
        if (await transaction.ExecuteAsync("delete from open_reservations where operation_id = $1", operationId) == 0)
        {
            return false;
        }

        // '0' is the character behind '/': all movements of the operation, by the index of their ids.
        var reserved = await transaction.QueryAsync(
            $"select {MovementTable.Columns} from stock_movements where operation_id > $1 and operation_id < $2 and kind = 'reserve'",
            MovementTable.Read, $"{operationId}/", $"{operationId}0");
        var products = await HoldAsync(transaction, reserved.Select(movement => movement.ProductId));
        foreach (var movement in reserved.Where(movement => products.ContainsKey(movement.ProductId)))
        {
            var posting = new Posting(
                movement.ProductId, UndoOf(movement.OperationId), MovementKinds.Release, movement.Quantity, null, "nothing came of it",
                movement.Actor);

            // A refusal, like a product that is gone, means that somebody gave the stock back by hand: there is nothing left to release.
            _ = await StockWriter.PostAsync(transaction, products[movement.ProductId].Stock, posting, database.Clock.GetUtcNow());
        }

        return true;
    }

    private async ValueTask PostAsync(ITransaction transaction, Dictionary<long, Product> products, StockOperation operation, string kind)
    {
        foreach (var line in operation.Lines)
        {
            var posting = new Posting(
                line.ProductId, MovementId(operation.Id, line.ProductId), kind, line.Quantity, null, operation.Reason, operation.Actor)
            {
                Owner = kind is MovementKinds.Reserve ? null : operation.Owner,
            };
            await StockWriter.PostAsync(transaction, products[line.ProductId].Stock, posting, database.Clock.GetUtcNow());
        }
    }

    /// <summary>What the ledger says against each line; nothing is written yet.</summary>
    private static IEnumerable<Shortage> Refusals(Dictionary<long, Product> products, IReadOnlyList<StockLine> lines, string kind) =>
        from line in lines
        let refusal = products.TryGetValue(line.ProductId, out var product)
            ? StockLedger.Apply(product.Stock, new Movement(kind, line.Quantity)).Refusal
            : "There is no such product."
        where refusal is not null
        select new Shortage(line.ProductId, refusal);

    /// <summary>The lines that take more than their owner holds: the rest is others', however much of the product is reserved.</summary>
    private static async ValueTask<IReadOnlyList<Shortage>> BeyondOwnAsync(ITransaction transaction, StockOperation operation, string kind)
    {
        if (operation.Owner is not { } owner || kind is MovementKinds.Receipt)
        {
            return [];
        }

        var held = await MovementTable.HeldAsync(
            transaction, owner, operation.Under.SelectMany(under => operation.Lines.Select(line => MovementId(under, line.ProductId))));
        return
        [
            .. operation.Lines.Where(line => held.GetValueOrDefault(line.ProductId) < line.Quantity)
                .Select(line => new Shortage(line.ProductId, $"Only {held.GetValueOrDefault(line.ProductId)} are reserved for {owner}.")),
        ];
    }

    /// <summary>Holds the products in the order of their ids, so that two orders of the same products never wait for each other.</summary>
    private static async ValueTask<Dictionary<long, Product>> HoldAsync(ITransaction transaction, IEnumerable<long> ids) =>
        (await transaction.QueryAsync(
            $"select {ProductRecord.Table.Columns} from products where id in ({transaction.Dialect.Integers("$1")}) order by id "
                + $"{transaction.Dialect.KeepingRows}",
            ProductRecord.Table.Read, SqlValue.List(ids))).ToDictionary(product => product.Id);

    private static async ValueTask<bool> IsThereAsync(IReader reader, string movementId) => await reader.FirstAsync(
        "select 1 from stock_movements where operation_id = $1", static row => row.Int64(0), movementId) == 1;

    private static string MovementId(string operationId, long productId) =>
        string.Create(CultureInfo.InvariantCulture, $"{operationId}/{productId}");

    private static string UndoOf(string movementId) => $"{movementId}/undo";

    private static string KindOf(StockStep step) => step switch
    {
        StockStep.Ship => MovementKinds.Ship,
        StockStep.Release => MovementKinds.Release,
        _ => MovementKinds.Receipt,
    };
}
