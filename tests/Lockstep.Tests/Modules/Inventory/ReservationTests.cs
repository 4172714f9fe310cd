using Lockstep.Contracts.Inventory;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory;

[RunsOnEachStore]
public sealed class ReservationTests
{
    [Fact]
    public async Task All_lines_are_reserved_or_none()
    {
        await using var app = await InventoryApp.StartAsync();
        var (one, two) = (await app.ProductAsync(stock: 5), await app.ProductAsync(stock: 1));
        var refused = await ReserveAsync(app, "a", (one, 2), (two, 2), (77, 1));
        refused.Outcome.ShouldBe(ReserveOutcome.Refused);
        refused
            .Shortages.Select(shortage => (shortage.ProductId, shortage.Reason))
            .ShouldBe([(two, "Only 1 are available."), (77, "There is no such product.")]);
        (await StockAsync(app, one)).ShouldBe((5, 0));
        (await ReserveAsync(app, "a", (one, 2), (two, 1))).Outcome.ShouldBe(ReserveOutcome.Reserved);
        (await StockAsync(app, one), await StockAsync(app, two)).ShouldBe(((5, 2), (1, 1)));
    }

    [Fact]
    public async Task One_operation_at_once_and_again_moves_the_stock_once()
    {
        await using var app = await InventoryApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReserveAsync(app, "a", (product, 3))));
        answers.ShouldAllBe(answer => answer.Outcome == ReserveOutcome.Reserved);
        (await StockAsync(app, product)).ShouldBe((5, 3));
        var settled = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SettleAsync(app, "b", StockStep.Ship, (product, 3))));
        settled.ShouldAllBe(undone => undone == null);
        (await StockAsync(app, product)).ShouldBe((2, 0));
        await SettleAsync(app, "c", StockStep.TakeIn, (product, 4));
        await SettleAsync(app, "c", StockStep.TakeIn, (product, 4));
        (await StockAsync(app, product)).ShouldBe((6, 0));
    }

    [Fact]
    public async Task An_open_reservation_is_given_back_once_and_its_operation_is_spent()
    {
        await using var app = await InventoryApp.StartAsync();
        var (one, two) = (await app.ProductAsync(stock: 5), await app.ProductAsync(stock: 5));
        await ReserveAsync(app, "a", (one, 3), (two, 1));
        await ReserveAsync(app, "ab", (one, 2));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Reservations.ReleaseAsync("a", CancellationToken.None)));
        (await StockAsync(app, one), await StockAsync(app, two)).ShouldBe(((5, 2), (5, 0)));
        (await ReserveAsync(app, "a", (one, 3), (two, 1))).Outcome.ShouldBe(ReserveOutcome.Spent);
        (await StockAsync(app, one)).ShouldBe((5, 2));
    }

    [Fact]
    public async Task A_reservation_is_open_until_it_is_kept_and_then_nobody_takes_it_back()
    {
        await using var app = await InventoryApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        await ReserveAsync(app, "a", (product, 1));
        app.Clock.Pass(TimeSpan.FromMinutes(1));
        await ReserveAsync(app, "b", (product, 1));
        (await app.Reservations.ListOpenAsync(app.Clock.Now, 10, CancellationToken.None)).ShouldBe(["a"]);
        (await app.Reservations.ListOpenAsync(app.Clock.Now.AddSeconds(1), 10, CancellationToken.None)).ShouldBe(["a", "b"]);
        await app.Reservations.KeepAsync(["a"], CancellationToken.None);
        await app.Reservations.ReleaseAsync("a", CancellationToken.None);
        (await app.Reservations.ListOpenAsync(app.Clock.Now.AddSeconds(1), 10, CancellationToken.None)).ShouldBe(["b"]);
        (await StockAsync(app, product)).ShouldBe((5, 2));
    }

    [Fact]
    public async Task What_the_stock_does_not_allow_is_told_and_keeps_no_other_line_waiting()
    {
        await using var app = await InventoryApp.StartAsync();
        var (one, two) = (await app.ProductAsync(stock: 5), await app.ProductAsync(stock: 5));
        await ReserveAsync(app, "a", (one, 2));
        for (var tries = 0; tries < 2; tries++)
        {
            var undone = await SettleAsync(app, "b", StockStep.Ship, (one, 2), (two, 1));
            (undone!.Reason, undone.IsFinal, undone.Lines.Single().ProductId)
                .ShouldBe(($"Product {two}: Only 0 are reserved.", false, two));
            (await StockAsync(app, one)).ShouldBe((3, 0));
        }

        (await SettleAsync(app, "c", StockStep.TakeIn, (two, 1), (77, 1)))!.IsFinal.ShouldBeTrue();
        (await StockAsync(app, two)).ShouldBe((6, 0));
    }

    [Theory]
    [InlineData(StockStep.Ship)]
    [InlineData(StockStep.Release)]
    public async Task An_owner_takes_no_more_than_it_holds_however_much_others_do(StockStep step)
    {
        await using var app = await InventoryApp.StartAsync();
        var (one, two) = (await app.ProductAsync(stock: 10), await app.ProductAsync(stock: 10));
        await ReserveAsync(app, "a1", (one, 2), (two, 1));
        await ReserveAsync(app, "a2", (one, 1));
        await ReserveAsync(app, "b1", (one, 5));
        (await OwnAsync("s1", (one, 4))).ShouldBe($"Product {one}: Only 3 are reserved for order 1.");
        (await OwnAsync("s2", (one, 2), (two, 1))).ShouldBeNull();
        (await OwnAsync("s2", (one, 2), (two, 1))).ShouldBeNull("a repeat");
        (await OwnAsync("s3", (one, 2))).ShouldBe($"Product {one}: Only 1 are reserved for order 1.");
        (await OwnAsync("s4", (one, 1))).ShouldBeNull();
        (await OwnAsync("s5", (one, 1))).ShouldBe($"Product {one}: Only 0 are reserved for order 1.");
        (await StockAsync(app, one)).ShouldBe((step is StockStep.Ship ? 7 : 10, 5));

        async Task<string?> OwnAsync(string id, params (long Product, long Quantity)[] lines) => (await app.Reservations.SettleAsync(
            Operation(id, lines) with { Owner = "order 1", Under = ["a1", "a2"] }, step, CancellationToken.None))?.Reason;
    }

    [Fact]
    public async Task The_catalogue_knows_products_by_id_and_by_sku_in_any_case()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 1, name: "Büro");
        var found = await app.Catalogue.FindAsync(
            [
                new ProductKey(null, "buRO"), new ProductKey(77, null), new ProductKey(id, "ignored"), new ProductKey(null, "nothing"),
                new ProductKey(id, null),
            ],
            CancellationToken.None);
        var product = new CatalogueProduct(id, "BURO", "Büro", 1, "EUR", IsActive: true);
        found.ShouldBe([product, null, product, null, product]);
    }

    private static Task<ReserveAnswer> ReserveAsync(InventoryApp app, string id, params (long Product, long Quantity)[] lines) =>
        app.Reservations.ReserveAsync(Operation(id, lines), CancellationToken.None);

    private static Task<UndoneStep?> SettleAsync(
        InventoryApp app, string id, StockStep step, params (long Product, long Quantity)[] lines) =>
        app.Reservations.SettleAsync(Operation(id, lines), step, CancellationToken.None);

    private static StockOperation Operation(string id, (long Product, long Quantity)[] lines) =>
        new(id, [.. lines.Select(line => new StockLine(line.Product, line.Quantity))], "a test", "user:1");

    private static async Task<(long OnHand, long Reserved)> StockAsync(InventoryApp app, long product)
    {
        var stock = await app.GetAsync($"/products/{product}/stock");
        return ((long)stock["onHand"]!, (long)stock["reserved"]!);
    }
}
