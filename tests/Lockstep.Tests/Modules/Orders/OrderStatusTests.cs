using FsCheck;
using FsCheck.Fluent;
using Lockstep.Orders.Records;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

[RunsOnEachStore]
public sealed class OrderStatusTests
{
    private const int Runs = 30;

    /// <summary>The life cycle, written down a second time.</summary>
    private static readonly string[] Legal =
    [
        "NEW>PROCESSING", "NEW>CANCELLED", "PROCESSING>SHIPPED", "PROCESSING>COMPLETED", "PROCESSING>CANCELLED", "SHIPPED>DELIVERED",
        "SHIPPED>INVOICED", "DELIVERED>INVOICED", "INVOICED>COMPLETED",
    ];

    [Fact]
    public void The_table_has_just_the_legal_steps() =>
        (from one in OrderStatus.All from two in OrderStatus.All where OrderStatus.IsLegal(one, two) select $"{one}>{two}").ShouldBe(
            Legal, ignoreOrder: true);

    [Theory]
    [InlineData("pending", "NEW")]
    [InlineData("Pending", "NEW")]
    [InlineData("new", "NEW")]
    [InlineData("sHiPpEd", "SHIPPED")]
    [InlineData("sent", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_status_is_read_in_any_case_and_pending_is_new(string? text, string? status) => OrderStatus.Parse(text).ShouldBe(status);

    [Theory]
    [InlineData("sale")]
    [InlineData("return")]
    public async Task No_order_takes_a_path_that_the_table_does_not_have_and_its_stock_follows_it(string kind)
    {
        await using var app = await OrdersApp.StartAsync();
        Prop.ForAll(
                Arb.From(Gen.Elements(OrderStatus.All).ListOf(12)),
                path => Task.Run(() => WalkAsync(app, kind, path)).GetAwaiter().GetResult()
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
    }

    private static async Task WalkAsync(OrdersApp app, string kind, IEnumerable<string> path)
    {
        var product = await app.ProductAsync(stock: 10);
        var order = await app.OrderAsync(product, quantity: 3, kind);
        var walked = new List<string> { "NEW" };
        foreach (var status in path)
        {
            var (code, body) = await app.MoveAsync(order, status.ToLowerInvariant());
            var isLegal = Legal.Contains($"{walked[^1]}>{status}", StringComparer.Ordinal);
            code.ShouldBe(
                isLegal || string.Equals(walked[^1], status, StringComparison.Ordinal) ? 200 : 400,
                $"{walked[^1]} to {status}: {body.ToJsonString()}");
            if (isLegal)
            {
                walked.Add(status);
            }

            ((string?)(await app.GetAsync($"/orders/{order}"))["status"]).ShouldBe(walked[^1]);
        }

        (await app.StockAsync(product)).ShouldBe(kind is "sale" ? StockOfSale(walked) : StockOfReturn(walked), string.Join(" > ", walked));
        var history = (await app.GetAsync($"/orders/{order}/history"))["items"]!.AsArray();
        history.Reverse().Select(entry => (string)entry!["record"]!["status"]!).ShouldBe(walked);
    }

    private static (long OnHand, long Reserved) StockOfSale(List<string> walked) => walked switch
    {
        _ when walked.Contains("CANCELLED") => (10, 0),
        _ when walked.Contains("SHIPPED") || walked.Contains("COMPLETED") => (7, 0),
        _ => (10, 3),
    };

    private static (long OnHand, long Reserved) StockOfReturn(List<string> walked) =>
        walked.Contains("DELIVERED") || walked.Contains("INVOICED") || walked.Contains("COMPLETED") ? (13, 0) : (10, 0);
}
