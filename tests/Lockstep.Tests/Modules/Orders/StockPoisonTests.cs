using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>What can't be done for one order, by a bug, is not left undone for the others.</summary>
[RunsOnEachStore]
public sealed class StockPoisonTests
{
    [Fact]
    public async Task The_stock_of_an_order_that_nobody_can_see_to_keeps_no_others_waiting()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 9);
        var (poison, other) = (await app.OrderAsync(product, quantity: 2), await app.OrderAsync(product, quantity: 3));
        app.Line.IsCutBeforeSettling = true;
        (await app.PostAsync($"/orders/{poison}/cancel", "")).Status.ShouldBe(200);
        (await app.PostAsync($"/orders/{other}/cancel", "")).Status.ShouldBe(200);
        (app.Line.IsCutBeforeSettling, app.Line.Poisoned) = (false, $"order {poison}");
        app.Clock.Pass(TimeSpan.FromMinutes(1));
        await app.Keeper.RepeatAsync(CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((9, 2));
        app.Log.Lines.ShouldContain(line => line.Contains("[6126]", StringComparison.Ordinal));
        app.Line.Poisoned = null;
        app.Clock.Pass(TimeSpan.FromMinutes(1));
        await app.Keeper.RepeatAsync(CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((9, 0), "it was only put off");
    }

    [Fact]
    public async Task A_reservation_that_can_not_be_given_back_keeps_no_other_from_it()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 9);
        app.Line.OnReserved = operation =>
        {
            app.Line.Stuck ??= operation.Id;
            throw new StoreFailedException(StoreFault.Unreachable, "died here");
        };
        await Should.ThrowAsync<StoreFailedException>(() => app.PostAsync("/orders", Order(product, 2)));
        await Should.ThrowAsync<StoreFailedException>(() => app.PostAsync("/orders", Order(product, 3)));
        app.Clock.Pass(TimeSpan.FromMinutes(2));
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((9, 2));
        app.Line.Stuck = null;
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((9, 0));
    }

    private static string Order(long product, long quantity) => $$"""{"items":[{"productId":{{product}},"quantity":{{quantity}}}]}""";
}
