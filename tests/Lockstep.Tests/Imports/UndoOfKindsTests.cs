using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Imports;

/// <summary>What the undo means for products, stock, orders and tickets.</summary>
[RunsOnEachStore]
public sealed class UndoOfKindsTests(UndoFixture fixture) : IClassFixture<UndoFixture>
{
    private readonly TestApp _app = fixture.App;

    [Fact]
    public async Task Products_go_with_their_first_stock_and_others_get_price_key_and_stock_back()
    {
        await fixture.ImportAsync("products", "sku,name,price,stock\nUA-1,Bolt,1,10\nUA-2,Nut,1,10\nUA-3,Pin,1,10\n");
        var import = await fixture.ImportAsync(
            "products",
            "sku,externalId,name,price,stock\nUA-1,ua1,Bolt,2,15\nUA-2,,Nut,1,4\nUA-3,,Pin,3,12\nUA-4,,New,1,7\nUA-5,,Sold,1,7\n",
            "source=ua");
        (await MoveAsync("UA-3", """{"operationId":"ua","kind":"receipt","quantity":5}""")).ShouldBe(201);
        (await _app.PostAsync("/api/orders", $$"""{"items":[{"productId":{{(await ProductAsync("UA-5"))["id"]}},"quantity":1}]}"""))
            .Status.ShouldBe(201);
        UndoFixture.Counts(await fixture.PreviewAsync("products", import)).ShouldBe((1, 2, 0, 2));
        var undo = await fixture.UndoAsync("products", import);
        UndoFixture.Counts(undo).ShouldBe((1, 2, 0, 2), string.Join('\n', await fixture.VerdictsAsync(undo)));
        (await StateAsync("UA-1")).ShouldBe((1m, null, 10));
        (await StateAsync("UA-2")).ShouldBe((1m, null, 10));
        (await StateAsync("UA-3")).ShouldBe((3m, null, 17), "not a half of it is put back");
        (await fixture.VerdictsAsync(undo, "?outcome=kept"))[0].ShouldContain("Its stock moved since.");
        (await fixture.VerdictsAsync(undo, "?outcome=kept"))[1].ShouldContain("There is something of it: order ");
        (await _app.GetAsync("/api/products?sku=UA-4")).Body!["total"]!.GetValue<int>().ShouldBe(0);

        // The key that the import gave to the first one is free for another.
        await fixture.ImportAsync("products", "sku,externalId,name,price\nUA-2,ua1,Nut,1\n", "source=ua");
    }

    [Fact]
    public async Task A_product_of_an_order_of_the_past_stays()
    {
        var import = await fixture.ImportAsync("products", "sku,name,price\nUB-1,Bolt,1\nUB-2,Nut,1\n");
        await fixture.ImportAsync(
            "orders", "externalId,sku,quantity,unitPrice,placedAt\nub1,UB-1,1,1,2026-01-02T00:00:00Z\n",
            "source=ub&mode=history&currency=EUR");
        UndoFixture.Counts(await fixture.UndoAsync("products", import)).ShouldBe((1, 0, 0, 1));
    }

    [Fact]
    public async Task Counts_go_back_by_a_movement_of_their_own_where_nothing_moved_since()
    {
        await fixture.ImportAsync("products", "sku,name,price,stock\nUC-1,Bolt,1,10\nUC-2,Nut,1,10\n");
        var import = await fixture.ImportAsync("products/stock", "sku,quantity\nUC-1,4\nUC-2,4\nUC-1,3\n");
        await MoveAsync("UC-2", """{"operationId":"uc","kind":"receipt","quantity":5}""");
        var undo = await fixture.UndoAsync("products/stock", import);
        UndoFixture.Counts(undo).ShouldBe((0, 1, 0, 1));
        ((await StateAsync("UC-1")).OnHand, (await StateAsync("UC-2")).OnHand).ShouldBe((10, 9));
        var movements = (await _app.GetAsync($"/api/products/{(await ProductAsync("UC-1"))["id"]}/stock/movements")).Items;
        var last = movements.MaxBy(static one => (long)one!["id"]!)!;
        ((string?)last["kind"], (long)last["quantity"]!, (string?)last["reason"]).ShouldBe(
            ("adjustment", 7, $"Undo of stock-import:{import["id"]}"));
    }

    [Fact]
    public async Task Orders_of_the_past_go_in_any_state_and_those_with_more_lines_lose_these()
    {
        const string Header = "externalId,sku,name,quantity,unitPrice,placedAt,status\n";
        const string Query = "source=ud&mode=history&currency=EUR&products=create";
        await fixture.ImportAsync("orders", $"{Header}ud1,UD-1,x,1,5,2026-01-02T00:00:00Z,SHIPPED\n", Query);
        var import = await fixture.ImportAsync(
            "orders",
            $"{Header}ud1,UD-1,x,1,5,,\nud1,UD-2,y,2,5,,\nud2,UD-1,x,1,5,2026-01-02T00:00:00Z,SHIPPED\nud2,UD-2,x,1,5,,\n"
            + "ud3,UD-1,x,1,5,2026-01-02T00:00:00Z,\n",
            Query);
        var third = await OrderAsync("ud3");
        (await _app.PostAsync("/api/tickets", $$"""{"requester":"a@undo.example","orderId":{{third["id"]}},"subject":"x"}""")).Status
            .ShouldBe(201);
        var undo = await fixture.UndoAsync("orders", import);
        UndoFixture.Counts(undo).ShouldBe((1, 1, 0, 1), string.Join('\n', await fixture.VerdictsAsync(undo)));
        var first = await OrderAsync("ud1");
        (first["items"]!.AsArray().Count, (decimal)first["totalAmount"]!, (string?)first["status"]).ShouldBe((1, 5m, "SHIPPED"));
        (await _app.GetAsync("/api/orders?externalId=ud2")).Body!["total"]!.GetValue<int>().ShouldBe(0);
        (await fixture.VerdictsAsync(undo, "?outcome=kept")).ShouldHaveSingleItem().ShouldContain("There is something of it: ticket ");
        await fixture.ImportAsync("orders", $"{Header}ud2,UD-1,x,1,5,2026-01-02T00:00:00Z,SHIPPED\n", Query);
    }

    [Fact]
    public async Task Orders_that_were_placed_are_cancelled_and_their_stock_is_free_again()
    {
        await fixture.ImportAsync("products", "sku,name,price,stock\nUE-1,Bolt,1,10\n");
        var import = await fixture.ImportAsync("orders", "externalId,sku,quantity\nue1,UE-1,2\nue2,UE-1,3\n", "source=ue");
        var second = await OrderAsync("ue2");
        (await _app.Admin.SendAsync(HttpMethod.Patch, $"/api/orders/{second["id"]}", """{"status":"PROCESSING"}""")).Status.ShouldBe(200);
        UndoFixture.Counts(await fixture.PreviewAsync("orders", import)).ShouldBe((0, 0, 1, 1));
        (await ReservedAsync("UE-1")).ShouldBe(5, "a preview gives no stock back");
        UndoFixture.Counts(await fixture.UndoAsync("orders", import)).ShouldBe((0, 0, 1, 1));
        ((string?)(await OrderAsync("ue1"))["status"], (string?)(await OrderAsync("ue2"))["status"]).ShouldBe(("CANCELLED", "PROCESSING"));
        await TestApp.EventuallyAsync(async () => await ReservedAsync("UE-1") == 3, "the stock is free again");
    }

    [Fact]
    public async Task Tickets_go_unless_somebody_answered_and_others_are_as_before()
    {
        await fixture.ImportAsync("tickets", "externalId,email,subject,priority\nuf1,a@undo.example,One,low\n", "source=uf");
        var import = await fixture.ImportAsync(
            "tickets", "externalId,email,subject,priority\nuf1,a@undo.example,Two,high\nuf2,a@undo.example,New,low\n"
            + "uf3,a@undo.example,Answered,low\n", "source=uf");
        var answered = (await _app.GetAsync("/api/tickets?externalId=uf3")).Items[0]!["id"];
        (await _app.PostAsync($"/api/tickets/{answered}/comments", """{"body":"x"}""")).Status.ShouldBe(201);
        UndoFixture.Counts(await fixture.UndoAsync("tickets", import)).ShouldBe((1, 1, 0, 1));
        var first = (await _app.GetAsync("/api/tickets?externalId=uf1")).Items[0]!;
        ((string?)first["subject"], (string?)first["priority"]).ShouldBe(("One", "low"));
    }

    [Fact]
    public async Task Who_may_not_move_stock_undoes_no_import_of_products()
    {
        var import = await fixture.ImportAsync("products", "sku,name,price\nUG-1,Bolt,1\n");
        var refused = await _app.As("sales").SendAsync(HttpMethod.Post, $"/api/products/imports/{import["id"]}/undo", "");
        refused.Status.ShouldBe(403);
    }

    private async Task<JsonNode> ProductAsync(string sku) =>
        (await _app.GetAsync($"/api/products?sku={sku}")).Items.ShouldHaveSingleItem()!;

    private async Task<JsonNode> OrderAsync(string externalId) =>
        (await _app.GetAsync($"/api/orders?externalId={externalId}")).Items.ShouldHaveSingleItem()!;

    private async Task<int> MoveAsync(string sku, string movement) =>
        (await _app.PostAsync($"/api/products/{(await ProductAsync(sku))["id"]}/stock/movements", movement)).Status;

    private async Task<long> ReservedAsync(string sku) => (long)(await ProductAsync(sku))["stock"]!["reserved"]!;

    private async Task<(decimal Price, string? Key, long OnHand)> StateAsync(string sku)
    {
        var product = await ProductAsync(sku);
        return ((decimal)product["price"]!, (string?)product["externalId"], (long)product["stock"]!["onHand"]!);
    }
}
