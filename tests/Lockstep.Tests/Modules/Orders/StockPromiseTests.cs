using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>An order and its reservation are in two databases: what is left when something is cut in between.</summary>
[RunsOnEachStore]
public sealed class StockPromiseTests
{
    [Fact]
    public async Task What_was_reserved_for_an_order_that_never_came_is_given_back()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        app.Line.OnReserved = _ => throw new StoreFailedException(StoreFault.Unreachable, "died here");
        await Should.ThrowAsync<StoreFailedException>(() => app.PostAsync("/orders", Order(product, 3)));
        (await app.StockAsync(product)).ShouldBe((5, 3), "not by the clock alone");
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((5, 3), "it may still be on its way");
        app.Clock.Pass(TimeSpan.FromMinutes(2));
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((5, 0));
        app.Log.Lines.ShouldContain(line => line.Contains("[6104]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_commit_that_comes_after_its_reservation_was_given_up_reserves_anew()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 3);
        var isFirst = true;
        app.Line.OnReserved = async _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                app.Clock.Pass(TimeSpan.FromHours(1));
                await app.Keeper.SweepAsync(null, CancellationToken.None);
                (await app.StockAsync(product)).ShouldBe((3, 0));
            }
        };
        (await app.PostAsync("/orders", Order(product, 3))).Status.ShouldBe(201);
        (await app.StockAsync(product)).ShouldBe((3, 3));
    }

    [Fact]
    public async Task A_commit_that_comes_late_sells_nothing_that_others_got_meanwhile()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 3);
        var isFirst = true;
        app.Line.OnReserved = async _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                app.Clock.Pass(TimeSpan.FromHours(1));
                await app.Keeper.SweepAsync(null, CancellationToken.None);
                await app.OrderAsync(product, quantity: 2);
            }
        };
        (await app.PostAsync("/orders", Order(product, 3))).Status.ShouldBe(409);
        (await app.StockAsync(product)).ShouldBe((3, 2));
    }

    [Fact]
    public async Task The_reservation_of_an_order_stays_however_old_it_is()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        var order = await app.OrderAsync(product, quantity: 2);
        app.Clock.Pass(TimeSpan.FromDays(100));
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", Order(product, 4));
        app.Clock.Pass(TimeSpan.FromDays(100));
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((5, 4));
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_finds_what_the_first_one_reserved_before_it_died()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 1);
        app.Line.OnReserved = _ => throw new StoreFailedException(StoreFault.Unreachable, "died here");
        await Should.ThrowAsync<StoreFailedException>(() =>
            app.SendAsync(HttpMethod.Post, "/orders", Order(product, 1), ("Idempotency-Key", "k"))
        );
        app.Line.OnReserved = _ => Task.CompletedTask;
        (await app.SendAsync(HttpMethod.Post, "/orders", Order(product, 1), ("Idempotency-Key", "k"))).Status.ShouldBe(
            201, "it holds the last unit itself");
        app.Clock.Pass(TimeSpan.FromHours(1));
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_Inventory_did_not_do_behind_a_commit_is_done_later_and_once(bool isCutBefore)
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 9);
        var (cancelled, shipped) = (await app.OrderAsync(product, quantity: 2), await app.OrderAsync(product, quantity: 3));
        await app.MoveAsync(shipped, "processing");
        (app.Line.IsCutBeforeSettling, app.Line.IsCutBehindSettling) = (isCutBefore, !isCutBefore);
        (await app.PostAsync($"/orders/{cancelled}/cancel", "")).Status.ShouldBe(200);
        (await app.MoveAsync(shipped, "shipped")).Status.ShouldBe(200);
        (await app.StockAsync(product)).ShouldBe(isCutBefore ? (9, 5) : (6, 0));
        (app.Line.IsCutBeforeSettling, app.Line.IsCutBehindSettling) = (false, false);
        app.Clock.Pass(TimeSpan.FromMinutes(1));
        await app.Keeper.RepeatAsync(CancellationToken.None);
        await app.Keeper.RepeatAsync(CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((6, 0));
    }

    [Fact]
    public async Task A_cancel_whose_note_was_rolled_back_for_its_duplicate_gives_the_stock_back_once()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 9);
        var (order, _) = (await app.OrderAsync(product, quantity: 2), await app.OrderAsync(product, quantity: 3));
        var cancels = await Task.WhenAll(Enumerable.Range(0, 6).Select(
            _ => app.SendAsync(HttpMethod.Post, $"/orders/{order}/cancel", null, ("Idempotency-Key", "k"))));
        cancels.ShouldAllBe(one => one.Status == 200);
        (await app.StockAsync(product)).ShouldBe((9, 3));
    }

    private static string Order(long product, long quantity) => $$"""{"items":[{"productId":{{product}},"quantity":{{quantity}}}]}""";
}
