using FsCheck;
using FsCheck.Fluent;
using Lockstep.Inventory.Ledger;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory;

[RunsOnEachStore]
public sealed class StockPropertyTests
{
    private const int Runs = 40;

    private static readonly Gen<MovementInput> Input =
        from kind in Gen.Elements(MovementKinds.All)
        from operation in Gen.Choose(1, 25)
        from quantity in Gen.Choose(1, 12)
        from isNegative in Gen.Elements(true, false)
        select new MovementInput
        {
            OperationId = $"o{operation}",
            Kind = kind,
            Quantity = kind is MovementKinds.Adjustment && isNegative ? -quantity : quantity,
        };

    [Fact]
    public async Task Movements_sent_at_once_and_twice_in_any_order_keep_stock_and_ledger_in_step()
    {
        await using var app = await InventoryApp.StartAsync();
        var run = 0;
        Prop.ForAll(Arb.From(Input.ListOf(40)), inputs => Task.Run(() => CheckAsync(app, ++run, inputs)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
        run.ShouldBeGreaterThanOrEqualTo(Runs);
    }

    private static async Task CheckAsync(InventoryApp app, int run, IEnumerable<MovementInput> inputs)
    {
        var id = await app.ProductAsync(stock: 20);
        await Parallel.ForEachAsync(inputs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (input, _) =>
        {
            var countedAt = input.Kind is MovementKinds.Count
                ? $",\"countedAt\":\"{app.Clock.Now.AddSeconds(-input.Quantity!.Value):O}\"" : "";
            var (status, _) = await app.PostAsync(
                $"/products/{id}/stock/movements",
                $$"""{"operationId":"{{run}}-{{input.OperationId}}","kind":"{{input.Kind}}","quantity":{{input.Quantity}}{{countedAt}}}""");
            status.ShouldBeOneOf(200, 201, 409);
        });

        var (onHand, reserved, sums) = await app.Store.ReadAsync(reader => reader.FirstAsync(
            """
            select p.on_hand, p.reserved, sum(m.on_hand_change) || '/' || sum(m.reserved_change) || '/' || count(distinct m.operation_id) || '/' || count(*)
            from products p join stock_movements m on m.product_id = p.id where p.id = $1 group by p.on_hand, p.reserved
            """,
            static row => (row.Int64(0), row.Int64(1), row.Text(2).Split('/')), id));
        onHand.ShouldBeGreaterThanOrEqualTo(0);
        reserved.ShouldBeGreaterThanOrEqualTo(0);
        sums[..2].ShouldBe([$"{onHand}", $"{reserved}"]);
        sums[2].ShouldBe(sums[3]);
    }
}
