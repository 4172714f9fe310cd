using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Tests.Modules.Orders.Pulls;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>Nothing is taken out of an order that another system has taken over behind its back.</summary>
[RunsOnEachStore]
public sealed class AmendmentTests
{
    private const string Secret = "a-secret-of-the-tests";

    [Fact]
    public async Task Units_are_asked_for_heard_in_the_next_pull_and_free_once_the_ERP_confirms()
    {
        await using var app = await StartAsync();
        var (id, product) = await TakenAsync(app);
        var (status, asked) = await CutAsync(app, id, product, 2);
        (status, (string?)asked["amendment"], Quantity(asked), (long)asked["amendedItems"]![0]!["quantity"]!).ShouldBe((202, "requested",
            5, 2));
        (await app.StockAsync(product)).ShouldBe((100, 5), "the order is what the ERP has");
        var again = await CutAsync(app, id, product, 2);
        (again.Status, (long)again.Body["version"]!).ShouldBe((202, (long)asked["version"]!), "asked once");
        ((long?)(await app.GetAsync("/orders?amendment=requested"))["items"]![0]!["id"]).ShouldBe(id);
        (await HeardAsync(app)).ShouldBe([id]);
        (await app.PullWholeAsync("other"))["amendments"]!.AsArray().ShouldBeEmpty();
        (await AnswerAsync(app, id, "confirm", "other")).Status.ShouldBe(409);
        for (var times = 0; times < 2; times++)
        {
            var (code, order) = await AnswerAsync(app, id, "confirm");
            (code, (string?)order["amendment"], Quantity(order), order["amendedItems"]).ShouldBe((200, "confirmed", 2, null));
        }

        var now = await app.GetAsync($"/orders/{id}");
        ((decimal)now["totalAmount"]!).ShouldBe(2 * (decimal)now["items"]![0]!["unitPrice"]!);
        (await app.StockAsync(product)).ShouldBe((100, 2));
        (await HeardAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_ERP_refuses_or_goes_on_with_stays_as_it_was()
    {
        await using var app = await StartAsync();
        var (id, product) = await TakenAsync(app);
        (await AnswerAsync(app, id, "refuse")).Status.ShouldBe(409, "nobody asked");
        await CutAsync(app, id, product, 2);
        var (status, order) = await AnswerAsync(app, id, "refuse");
        (status, (string?)order["amendment"], (string?)order["amendmentNote"], Quantity(order)).ShouldBe((200, "refused", "packed", 5));
        (await AnswerAsync(app, id, "confirm")).Status.ShouldBe(409);
        (await CutAsync(app, id, product, 3)).Status.ShouldBe(202);
        (await CutAsync(app, id, product, 3)).Status.ShouldBe(202, "once more the same");
        (await CutAsync(app, id, product, 1)).Status.ShouldBe(409, "the ERP would answer what it never read");
        ((long)(await app.GetAsync($"/orders/{id}"))["amendedItems"]![0]!["quantity"]!).ShouldBe(3);
        (await app.SendAsync(HttpMethod.Patch, $"/orders/{id}",
            """{"reference":"PO-1"}""")).Body["amendment"]!.GetValue<string>().ShouldBe("requested");
        (await TellAsync(app, id, "SHIPPED")).Status.ShouldBe(200);
        order = await app.GetAsync($"/orders/{id}");
        ((string?)order["amendment"], (string?)order["amendmentNote"], Quantity(order), order["amendedItems"])
            .ShouldBe(("refused", "The order is SHIPPED.", 5, null));
        (await app.StockAsync(product)).ShouldBe((95, 0), "what was shipped is what the ERP had");
    }

    [Fact]
    public async Task Staff_with_the_permission_forces_it_and_the_ERP_hears_of_that()
    {
        await using var app = await StartAsync();
        var (id, product) = await TakenAsync(app);
        app.Granted = Permissions.Of(["sales"]);
        (await CutAsync(app, id, product, 2, "?force=true")).Status.ShouldBe(403);
        app.Granted = Permissions.Of(["manager"]);
        (await CutAsync(app, id, product, 2, "?force=maybe")).Status.ShouldBe(400);
        var (status, order) = await CutAsync(app, id, product, 2, "?force=true");
        (status, (string?)order["amendment"], Quantity(order)).ShouldBe((200, "forced", 2));
        (await app.StockAsync(product)).ShouldBe((100, 2));
        (await HeardAsync(app)).ShouldBe([id]);
        (await AnswerAsync(app, id, "refuse")).Body["amendment"]!.GetValue<string>().ShouldBe("contested");
        ((long?)(await app.GetAsync("/orders?amendment=contested"))["items"]![0]!["id"]).ShouldBe(id);
        (await HeardAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_that_nobody_took_over_is_changed_at_once_and_a_pull_that_waits_hears_at_once()
    {
        await using var app = await StartAsync();
        var product = await app.ProductAsync(stock: 100);
        var (_, placed) = await app.PostAsync("/orders", $$"""{"items":[{"productId":{{product}},"quantity":5}]}""");
        var own = (long)placed["id"]!;
        await app.MoveAsync(own, "processing");
        var (status, order) = await CutAsync(app, own, product, 2);
        (status, order["amendment"], Quantity(order)).ShouldBe((200, null, 2));
        var (id, taken) = await TakenAsync(app);
        var waiting = app.PullWholeAsync("erp", query: "&wait=30");
        await CutAsync(app, id, taken, 2);
        ((long)(await waiting)["amendments"]![0]!["id"]!).ShouldBe(id);
    }

    [Fact]
    public async Task A_nack_that_is_repeated_with_another_reason_is_told_so()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("erp");
        (await NackAsync(app, id, "no tax number")).Status.ShouldBe(200);
        (await NackAsync(app, id, "no tax number")).Status.ShouldBe(200);
        var (status, body) = await NackAsync(app, id, "too heavy");
        (status, body["errors"]!["reason"] is not null).ShouldBe((409, true));
        var (less, first) = await app.PostAsync($"/orders/{id}/nack", """{"consumer":"erp"}""");
        (less, (string?)first["reason"]).ShouldBe((200, "no tax number"));
    }

    private static Task<(int Status, JsonNode Body)> NackAsync(OrdersApp app, long id, string reason) =>
        app.PostAsync($"/orders/{id}/nack", $$"""{"consumer":"erp","reason":"{{reason}}"}""");

    private static async Task<OrdersApp> StartAsync()
    {
        var app = await OrdersApp.StartAsync();
        app.Secrets["webhooks.erp"] = Secret;
        return app;
    }

    /// <summary>An order of five that the ERP has taken over, and its product.</summary>
    private static async Task<(long Order, long Product)> TakenAsync(OrdersApp app)
    {
        var product = await app.ProductAsync(stock: 100);
        var (_, placed) = await app.PostAsync("/orders", $$"""{"items":[{"productId":{{product}},"quantity":5}]}""");
        var id = (long)placed["id"]!;
        await app.PullAsync("erp");
        (await app.AckAsync("erp", id)).Status.ShouldBe(200);
        return (id, product);
    }

    private static Task<(int Status, JsonNode Body)> CutAsync(OrdersApp app, long id, long product, int quantity, string query = "") =>
        app.SendAsync(HttpMethod.Patch, $"/orders/{id}{query}", $$"""{"items":[{"productId":{{product}},"quantity":{{quantity}}}]}""");

    private static Task<(int Status, JsonNode Body)> AnswerAsync(OrdersApp app, long id, string answer, string consumer = "erp") =>
        app.PostAsync($"/orders/{id}/amendment/{answer}", $$"""{"consumer":"{{consumer}}","reason":"packed"}""");

    private static Task<(int Status, JsonNode Body)> TellAsync(OrdersApp app, long id, string status) => app.SendAsync(
        HttpMethod.Post, "/orders/webhooks/status", $$"""{"orderId":{{id}},"status":"{{status}}"}""", ("X-Webhook-Secret", Secret));

    private static async Task<long[]> HeardAsync(OrdersApp app) =>
        [.. (await app.PullWholeAsync("erp"))["amendments"]!.AsArray().Select(static order => (long)order!["id"]!)];

    private static long Quantity(JsonNode order) => (long)order["items"]![0]!["quantity"]!;
}
