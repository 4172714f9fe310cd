using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Import;

/// <summary>An import without <c>mode=history</c> places its orders, and reserves what they need.</summary>
[RunsOnEachStore]
public sealed class PlacedImportTests
{
    private const string Header = "externalId,sku,quantity,unitPrice,discount\n";

    [Fact]
    public async Task Orders_are_placed_at_the_catalogues_prices_and_their_stock_is_reserved()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 10);
        await app.CustomerAsync();
        var import = await ImportAsync(
            app,
            "externalId,placedAt,sku,quantity,reference,customerName\nS-1,2026-01-30T10:00:00Z,bolt,2,R,Eve\nS-1,,BOLT,1,,\nS-2,,bolt,3,,\n"
        );
        Counts(import).ShouldBe((3, 0, 0, 0));
        var order = await app.GetAsync("/orders/1");
        ((string?)order["status"], (decimal?)order["totalAmount"], (string?)order["externalId"], (string?)order["customerName"]).ShouldBe(
            ("NEW", 14.85m, "S-1", "Eve"));
        ((string?)order["placedAt"], (string?)order["createdAt"], (string?)order["reference"]).ShouldBe(
            ("2026-01-30T10:00:00.000Z", "2026-01-31T09:30:00.000Z", "R"));
        (await app.StockAsync(1)).ShouldBe((10, 6));
        (await VerdictsAsync(app, import)).ShouldBe(["1,created,1,,2,9.9", "2,created,1,,3,4.95", "3,created,2,,4,14.85"]);
        await app.SendAsync(HttpMethod.Post, "/orders/1/cancel");
        (await app.StockAsync(1)).ShouldBe((10, 3));
    }

    [Fact]
    public async Task The_same_file_again_places_nothing_and_reserves_nothing()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 5);
        const string Csv = Header + "S-1,bolt,2,,\nS-1,bolt,1,,\nS-2,bolt,2,,\n";
        Counts(await ImportAsync(app, Csv)).ShouldBe((3, 0, 0, 0));
        Counts(await ImportAsync(app, Csv)).ShouldBe((0, 0, 3, 0), "although nothing is left");
        var other = await ImportAsync(app, Header + "S-1,bolt,2,,\n");
        Counts(other).ShouldBe((0, 0, 0, 1));
        (await VerdictsAsync(app, other))
            .ShouldHaveSingleItem()
            .ShouldContain("externalId: Order S-1 (1) is there already, and these are not all of its lines");
        ((long)(await app.GetAsync("/orders"))["total"]!, await app.StockAsync(1)).ShouldBe((2, (5, 5)));
        await app.SendAsync(HttpMethod.Delete, "/orders/2");
        Counts(await ImportAsync(app, Csv)).ShouldBe((1, 0, 2, 0), "the deleted one is placed anew");
        (await app.StockAsync(1)).ShouldBe((5, 5));
    }

    [Fact]
    public async Task An_order_is_placed_with_all_of_its_rows_or_not_at_all()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 5);
        var import = await ImportAsync(
            app, Header + "S-1,bolt,2,,\nS-1,nut,1,,\nS-2,bolt,4,,\nS-3,bolt,2,,\nS-4,bolt,1,,\nS-5,bolt,1,9,\nS-5,bolt,0,,\n");
        Counts(import).ShouldBe((2, 0, 0, 5));
        (await VerdictsAsync(app, import)).ShouldBe(
        [
            "1,refused,,\"Another row of this order is refused, and an order is placed whole.\",2,",
            "2,refused,,\"sku: There is no product nut; import the products first.\",3,",
            "3,created,1,,4,19.8",
            "4,refused,,quantity: Only 1 are available. Here quantity is '2'.,5,",
            "5,created,2,,6,4.95",
            "6,refused,,\"Another row of this order is refused, and an order is placed whole.\",7,9",
            "7,refused,,quantity: Must be a whole number from 1 to 1000000.,8,",
        ]);
        (await app.StockAsync(1)).ShouldBe((5, 5));
    }

    [Fact]
    public async Task Other_prices_and_discounts_are_for_who_may_set_them()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 5);
        app.Granted = Permissions.Of(["sales"]);
        var import = await ImportAsync(app, Header + "S-1,bolt,1,4,\nS-2,bolt,1,4.95,0.5\nS-3,bolt,1,4.95,0\n");
        (await VerdictsAsync(app, import)).ShouldBe(
        [
            "1,refused,,\"unitPrice: The price is 4.95 EUR; another one needs the permission orders:override-price.\",2,4",
            "2,refused,,discount: A discount needs the permission orders:override-price. Here discount is '0.5'.,3,2.475",
            "3,created,1,,4,4.95",
        ]);
        app.Granted = Permissions.Of(["admin"]);
        Counts(await ImportAsync(app, Header + "S-1,bolt,1,4,\nS-2,bolt,1,4.95,0.5\n")).ShouldBe((2, 0, 0, 0));
    }

    [Theory]
    [InlineData("externalId,sku,quantity,status\nS-1,bolt,1,SHIPPED\n", "status: Must be NEW, or left out")]
    [InlineData(
        "externalId,sku,quantity,currency\nS-1,bolt,1,EUR\nS-1,bolt,1,USD\n",
        "currency: A row of this order before it says something else.")]
    [InlineData("externalId,sku,quantity,currency\nS-1,bolt,1,USD\n", "unitPrice: Product 1 is priced in EUR, the order is in USD")]
    [InlineData("externalId,reference\nS-1,R\n", "sku: Must be given")]
    [InlineData("externalId,sku,quantity,customer\nS-1,bolt,1,C-9\n", "customer: There is no customer C-9 of import")]
    public async Task An_order_that_can_not_be_placed_says_why(string csv, string reason)
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 5);
        var import = await ImportAsync(app, csv);
        ((int)import["created"]!).ShouldBe(0);
        (await VerdictsAsync(app, import)).ShouldContain(line => line.Contains(reason, StringComparison.Ordinal));
        (await app.StockAsync(1)).ShouldBe((5, 0));
    }

    [Fact]
    public async Task Returns_reserve_nothing()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 1);
        var import = await ImportAsync(app, Header + "C1,bolt,-3,,\n", "&returns=C");
        (await VerdictsAsync(app, import)).ShouldBe(["1,created,1,,2,-14.85"]);
        (await app.StockAsync(1)).ShouldBe((1, 0));
    }

    [Fact]
    public async Task What_goes_only_with_a_history_is_refused_before_a_row_is_read()
    {
        await using var app = await OrdersApp.StartAsync();
        (await PostAsync(app, Header, "&products=create")).Status.ShouldBe(400);
        (await PostAsync(app, Header, "&mode=now")).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_died_between_reserving_and_committing_goes_on_and_holds_its_stock_once(bool isLate)
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 3);
        app.Line.OnReserved = _ => throw new StoreFailedException(StoreFault.Unreachable, "died here");
        await Should.ThrowAsync<StoreFailedException>(() => PostAsync(app, Header + "S-1,bolt,3,,\n", "&run=r"));
        (await app.StockAsync(1)).ShouldBe((3, 3));
        app.Line.OnReserved = _ => Task.CompletedTask;
        if (isLate)
        {
            app.Clock.Pass(TimeSpan.FromHours(1));
            await app.Keeper.SweepAsync(null, CancellationToken.None);
            (await app.StockAsync(1)).ShouldBe((3, 0));
        }

        Counts(await ImportAsync(app, Header + "S-1,bolt,3,,\n", "&run=r"))
            .ShouldBe((1, 0, 0, 0), "it holds the last units itself, or takes them anew");
        app.Clock.Pass(TimeSpan.FromHours(1));
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        (await app.StockAsync(1)).ShouldBe((3, 3));
    }

    [Fact]
    public async Task A_reservation_that_is_given_up_under_way_makes_no_order()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 3);
        app.Line.OnReserved = async _ =>
        {
            app.Clock.Pass(TimeSpan.FromHours(1));
            await app.Keeper.SweepAsync(null, CancellationToken.None);
        };
        var import = await ImportAsync(app, Header + "S-1,bolt,3,,\n");
        (await VerdictsAsync(app, import)).ShouldHaveSingleItem().ShouldContain("The reservation was given up meanwhile");
        ((long)(await app.GetAsync("/orders"))["total"]!, await app.StockAsync(1)).ShouldBe((0, (3, 0)));
    }

    private static async Task<JsonNode> ImportAsync(OrdersApp app, string csv, string query = "")
    {
        var (status, body) = await PostAsync(app, csv, query);
        status.ShouldBe(200, body.ToJsonString());
        return body;
    }

    private static Task<(int Status, JsonNode Body)> PostAsync(OrdersApp app, string csv, string query) =>
        app.UploadAsync($"/orders/import?source=import{query}", csv);

    private static async Task<string[]> VerdictsAsync(OrdersApp app, JsonNode import) =>
        (await app.FileAsync($"/orders/imports/{import["id"]}/verdicts")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];

    private static (int Created, int Updated, int Unchanged, int Refused) Counts(JsonNode import) =>
        ((int)import["created"]!, (int)import["updated"]!, (int)import["unchanged"]!, (int)import["refused"]!);
}
