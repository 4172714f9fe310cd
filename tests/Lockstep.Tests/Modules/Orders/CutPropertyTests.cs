using FsCheck;
using FsCheck.Fluent;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>
/// Orders come, change and go while the line to Inventory is cut at any place, requests are repeated and the keeper looks at any time: the
/// last unit is never sold twice, and once the line holds again the stock is what the orders say, no more and no less.
/// </summary>
[RunsOnEachStore]
public sealed class CutPropertyTests
{
    private const int Runs = 25;
    private const int Stock = 12;
    private static int _keys;

    private enum Cut
    {
        None,
        BehindReserving,
        BeforeSettling,
        BehindSettling,
    }

    private enum Act
    {
        Place,
        Change,
        Process,
        Ship,
        Cancel,
        Delete,
        Look,
    }

    private sealed record Step(Act Act, int Target, int Quantity, Cut Cut, bool IsRepeated, bool IsLate);

    private static readonly Gen<Step> Steps =
        from act in Gen.Elements(Enum.GetValues<Act>())
        from target in Gen.Choose(0, 7)
        from quantity in Gen.Choose(1, 5)
        from cut in Gen.Frequency((3, Gen.Constant(Cut.None)), (2, Gen.Elements(Enum.GetValues<Cut>())))
        from isRepeated in Gen.Elements(true, false)
        from isLate in Gen.Elements(true, false, false)
        select new Step(act, target, quantity, cut, isRepeated, isLate);

    [Fact]
    public async Task Wherever_the_line_is_cut_the_stock_ends_as_the_orders_say()
    {
        await using var app = await OrdersApp.StartAsync();
        Prop.ForAll(Arb.From(Steps.ListOf(30)), steps => Task.Run(() => RunAsync(app, steps)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
    }

    private static async Task RunAsync(OrdersApp app, IEnumerable<Step> steps)
    {
        var product = await app.ProductAsync(Stock);
        var orders = new List<long>();
        foreach (var step in steps)
        {
            Set(app, step.Cut);
            await TakeAsync(app, product, orders, step);
            Set(app, Cut.None);
            var (onHand, reserved) = await app.StockAsync(product);
            reserved.ShouldBeInRange(0, onHand);
        }

        for (var round = 0; round < 3; round++)
        {
            app.Clock.Pass(TimeSpan.FromHours(2));
            await app.Keeper.RepeatAsync(CancellationToken.None);
            await app.Keeper.SweepAsync(null, CancellationToken.None);
        }

        (await app.StockAsync(product)).ShouldBe(await SumAsync(app, product));
    }

    private static async Task TakeAsync(OrdersApp app, long product, List<long> orders, Step step)
    {
        if (step.IsLate)
        {
            app.Clock.Pass(TimeSpan.FromMinutes(2));
        }

        var key = ("Idempotency-Key", $"k{Interlocked.Increment(ref _keys)}");
        for (var time = 0; time < (step.IsRepeated ? 2 : 1); time++)
        {
            try
            {
                await SendAsync(app, product, orders, step, key);
            }
            catch (StoreFailedException)
            {
                // What a client sees as a server that is gone; it repeats the request, or does not.
                Set(app, Cut.None);
            }
        }
    }

    private static async Task SendAsync(OrdersApp app, long product, List<long> orders, Step step, (string, string) key)
    {
        var body = $$"""{"items":[{"productId":{{product}},"quantity":{{step.Quantity}}}]}""";
        if (step.Act is Act.Place)
        {
            var (status, order) = await app.SendAsync(HttpMethod.Post, "/orders", body, key);
            status.ShouldBeOneOf(201, 409);
            orders.AddRange(status == 201 && !orders.Contains((long)order["id"]!) ? [(long)order["id"]!] : []);
        }
        else if (step.Act is Act.Look)
        {
            await app.Keeper.RepeatAsync(CancellationToken.None);
            await app.Keeper.SweepAsync(null, CancellationToken.None);
        }
        else if (orders.Count > 0)
        {
            var order = orders[step.Target % orders.Count];
            var answer = step.Act switch
            {
                Act.Change => await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", body),
                Act.Cancel => await app.SendAsync(HttpMethod.Post, $"/orders/{order}/cancel", null, key),
                Act.Delete => await app.SendAsync(HttpMethod.Delete, $"/orders/{order}"),
                _ => await app.MoveAsync(order, step.Act is Act.Process ? "processing" : "shipped"),
            };
            answer.Status.ShouldBeLessThan(500, answer.Body.ToJsonString());
        }
    }

    private static void Set(OrdersApp app, Cut cut)
    {
        (app.Line.IsCutBeforeSettling, app.Line.IsCutBehindSettling) = (cut is Cut.BeforeSettling, cut is Cut.BehindSettling);
        app.Line.OnReserved =
            cut is Cut.BehindReserving ? _ => throw new StoreFailedException(StoreFault.Unreachable, "cut") : _ => Task.CompletedTask;
    }

    /// <summary>What the orders of the product say: those that were shipped took their units with them.</summary>
    private static async Task<(long OnHand, long Reserved)> SumAsync(OrdersApp app, long product)
    {
        var last = await app.Store.ReadAsync(reader => reader.QueryAsync(
            """
            select o.status, l.quantity from orders o join order_lines l on l.order_id = o.id where l.product_id = $1
            """,
            static row => (Status: row.Text(0), Units: row.Int64(1)), product));
        return (
            Stock - last.Where(order => order.Status is "SHIPPED").Sum(order => order.Units),
            last.Where(order => order.Status is "NEW" or "PROCESSING").Sum(order => order.Units));
    }
}
