using FsCheck;
using FsCheck.Fluent;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

[RunsOnEachStore]
public sealed class OversellTests
{
    private const int Runs = 15;

    private sealed record Sale(int Buyers, int Units, int Each, bool TwoProducts);

    private static readonly Gen<Sale> Sales =
        from buyers in Gen.Choose(2, 16)
        from units in Gen.Choose(0, 12)
        from each in Gen.Choose(1, 3)
        from two in Gen.Elements(true, false)
        select new Sale(buyers, units, each, two);

    [Fact]
    public async Task However_many_buy_at_once_no_more_is_sold_than_there_is_and_nothing_is_left_over_in_vain()
    {
        await using var app = await OrdersApp.StartAsync();
        Prop.ForAll(Arb.From(Sales), sale => Task.Run(() => SellAsync(app, sale)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
    }

    [Fact]
    public async Task Two_buyers_never_both_get_the_last_unit()
    {
        await using var app = await OrdersApp.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var product = await app.ProductAsync(stock: 1);
            var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => app.PostAsync("/orders", Order((product, 1)))));
            answers.Select(answer => answer.Status).Order().ShouldBe([201, 409]);
            (await app.StockAsync(product)).ShouldBe((1, 1));
        }
    }

    [Fact]
    public async Task Placing_changing_moving_and_cancelling_at_once_leave_the_stock_that_the_orders_say()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 40);
        var orders = new List<long>();
        for (var number = 0; number < 6; number++)
        {
            orders.Add(await app.OrderAsync(product, quantity: 2));
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var order = orders[number % orders.Count];
            var (status, body) = (number % 5) switch
            {
                0 => await app.PostAsync("/orders", Order((product, 1))),
                1 => await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", Order((product, 1 + (number % 7)))),
                2 => await app.MoveAsync(order, number % 4 == 0 ? "processing" : "shipped"),
                3 when number > 40 => await app.PostAsync($"/orders/{order}/cancel", ""),
                _ => await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", Order((product, 1))),
            };
            status.ShouldBeLessThan(500, body.ToJsonString());
        });

        var all = (await app.GetAsync("/orders?size=500"))["items"]!.AsArray();
        var held = Units(all, "NEW", "PROCESSING");
        (await app.StockAsync(product)).ShouldBe((40 - Units(all, "SHIPPED"), held));
    }

    private static async Task SellAsync(OrdersApp app, Sale sale)
    {
        var (one, two) = (await app.ProductAsync(sale.Units), await app.ProductAsync(stock: 1_000));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, sale.Buyers)
                .Select(number =>
                    app.PostAsync(
                        "/orders",
                        !sale.TwoProducts ? Order((one, sale.Each))
                            : number % 2 == 0 ? Order((one, sale.Each), (two, 1))
                            : Order((two, 1), (one, sale.Each)))
                ));
        var sold = answers.Count(answer => answer.Status == 201);
        answers.ShouldAllBe(answer => answer.Status == 201 || answer.Status == 409);
        sold.ShouldBe(Math.Min(sale.Buyers, sale.Units / sale.Each));
        (await app.StockAsync(one)).ShouldBe((sale.Units, sold * sale.Each));
        (await app.StockAsync(two)).ShouldBe((1_000, sale.TwoProducts ? sold : 0), "all lines or none");
    }

    private static long Units(System.Text.Json.Nodes.JsonArray orders, params string[] statuses) => orders
        .Where(order => statuses.Contains((string)order!["status"]!, StringComparer.Ordinal))
        .Sum(order => order!["items"]!.AsArray().Sum(item => (long)item!["quantity"]!));

    private static string Order(params (long Product, long Quantity)[] lines) =>
        $$"""{"items":[{{string.Join(',', lines.Select(line => $$"""{"productId":{{line.Product}},"quantity":{{line.Quantity}}}"""))}}]}""";
}
