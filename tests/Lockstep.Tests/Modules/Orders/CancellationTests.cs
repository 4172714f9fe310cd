using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Tests.Modules.Orders.Pulls;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>An order that another system has taken over is not cancelled behind its back.</summary>
[RunsOnEachStore]
public sealed class CancellationTests
{
    private const string Secret = "a-secret-of-the-tests";

    [Fact]
    public async Task A_cancel_is_asked_for_heard_in_the_next_pull_and_confirmed()
    {
        await using var app = await StartAsync();
        var id = await TakenAsync(app);
        var asked = await CancelAsync(app, id, """{"reason":"the buyer withdrew"}""");
        (asked.Status, (string?)asked.Body["status"], (string?)asked.Body["cancellation"], (string?)asked.Body["cancellationNote"])
            .ShouldBe((202, "PROCESSING", "requested", "the buyer withdrew"));
        (await app.StockAsync(1)).ShouldBe((1_000, 1));
        (await CancelAsync(app, id)).Body["version"]!.GetValue<long>().ShouldBe((long)asked.Body["version"]!, "asked once");
        ((long?)(await app.GetAsync("/orders?cancellation=requested"))["items"]![0]!["id"]).ShouldBe(id);
        (await HeardAsync(app)).ShouldBe([id]);
        (await app.PullWholeAsync("other"))["cancellations"]!.AsArray().ShouldBeEmpty();
        var other = await AnswerAsync(app, id, "confirm", "other");
        (other.Status, (string?)other.Body["detail"])
            .ShouldBe((409, $"Order {id} is in the hands of user:1/erp; its cancel is not yours to answer."));
        for (var times = 0; times < 2; times++)
        {
            var (status, order) = await AnswerAsync(app, id, "confirm");
            (status, (string?)order["status"], (string?)order["cancellation"]).ShouldBe((200, "CANCELLED", "confirmed"));
        }

        (await app.StockAsync(1)).ShouldBe((1_000, 0));
        (await HeardAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancel_that_is_refused_lets_the_order_go_on()
    {
        await using var app = await StartAsync();
        var id = await TakenAsync(app);
        (await AnswerAsync(app, id, "refuse")).Status.ShouldBe(409, "nobody asked");
        await CancelAsync(app, id);
        (await AnswerAsync(app, id, "refuse")).Status.ShouldBe(200);
        var order = await app.GetAsync($"/orders/{id}");
        ((string?)order["status"], (string?)order["cancellation"], (string?)order["cancellationNote"])
            .ShouldBe(("PROCESSING", "refused", "packed"));
        (await AnswerAsync(app, id, "confirm")).Status.ShouldBe(409);
        await CancelAsync(app, id);
        (await app.MoveAsync(id, "shipped")).Status.ShouldBe(200);
        order = await app.GetAsync($"/orders/{id}");
        ((string?)order["cancellation"], (string?)order["cancellationNote"]).ShouldBe(("refused", "The order went on: it is SHIPPED."));
        (await app.StockAsync(1)).ShouldBe((999, 0));
    }

    [Fact]
    public async Task Staff_with_a_permission_of_its_own_forces_it_and_what_the_ERP_does_all_the_same_is_kept()
    {
        await using var app = await StartAsync();
        var id = await TakenAsync(app);
        app.Granted = Permissions.Of(["sales"]);
        var (status, body) = await CancelAsync(app, id, """{"force":true}""");
        (status, ((string)body["detail"]!).Contains("orders:force-cancel", StringComparison.Ordinal)).ShouldBe((403, true));
        app.Granted = Permissions.Of(["manager"]);
        (status, body) = await CancelAsync(app, id, """{"force":true,"reason":"fraud"}""");
        (status, (string?)body["status"], (string?)body["cancellation"]).ShouldBe((200, "CANCELLED", "forced"));
        (await app.StockAsync(1)).ShouldBe((1_000, 0));
        (await HeardAsync(app)).ShouldBe([id]);
        var shipped = await TellAsync(app, id, "SHIPPED");
        (shipped.Status, (string?)shipped.Body["status"], (string?)shipped.Body["cancellation"]).ShouldBe((200, "CANCELLED", "contested"));
        ((string?)shipped.Body["cancellationNote"]).ShouldBe("webhook:erp-order-status says that the order is SHIPPED.");
        ((long?)(await app.GetAsync("/orders?cancellation=contested"))["items"]![0]!["id"]).ShouldBe(id);
        (await app.MoveAsync(id, "shipped")).Status.ShouldBe(400, "a person moves no cancelled order along");
        (await AnswerAsync(app, id, "confirm")).Status.ShouldBe(409);
    }

    [Theory]
    [InlineData("PUT", "/status", """{"status":"cancelled"}""")]
    [InlineData("PATCH", "", """{"status":"CANCELLED"}""")]
    public async Task No_other_door_cancels_it_either(string method, string path, string json)
    {
        await using var app = await StartAsync();
        var id = await TakenAsync(app);
        var (status, order) = await app.SendAsync(new HttpMethod(method), $"/orders/{id}{path}", json);
        (status, (string?)order["status"], (string?)order["cancellation"]).ShouldBe((202, "PROCESSING", "requested"));
        (await app.SendAsync(HttpMethod.Delete, $"/orders/{id}")).Status.ShouldBe(409);
        (await app.SendAsync(HttpMethod.Patch, $"/orders/{id}", """{"reference":"PO-1"}""")).Body["cancellation"]!.GetValue<string>()
            .ShouldBe("requested", "another change leaves it");
        (await app.StockAsync(1)).ShouldBe((1_000, 1));
        (await TellAsync(app, id, "CANCELLED")).Status.ShouldBe(200, "the ERP itself");
        (await app.StockAsync(1)).ShouldBe((1_000, 0));
        (await app.SendAsync(HttpMethod.Delete, $"/orders/{id}")).Status.ShouldBe(204);
    }

    [Fact]
    public async Task An_ERP_that_took_the_order_by_its_webhook_is_asked_too_and_a_customer_only_asks()
    {
        await using var app = await StartAsync();
        var customer = await app.CustomerAsync();
        var product = await app.ProductAsync(stock: 5);
        var (_, placed) = await app.PostAsync(
            "/orders", $$"""{"customerId":{{customer}},"items":[{"productId":{{product}},"quantity":1}]}""");
        var id = (long)placed["id"]!;
        (await TellAsync(app, id, "PROCESSING")).Status.ShouldBe(200);
        (app.Granted, app.Self) = (Permissions.Of(["customer"]), customer);
        (await CancelAsync(app, id, """{"force":true}""")).Status.ShouldBe(403);
        (await CancelAsync(app, id)).Status.ShouldBe(202);
        (await TellAsync(app, id, "SHIPPED")).Body["cancellation"]!.GetValue<string>().ShouldBe("refused");
    }

    [Fact]
    public async Task An_order_that_nobody_took_over_is_cancelled_at_once()
    {
        await using var app = await StartAsync();
        var ids = await app.OrdersAsync(2);
        await app.MoveAsync(ids[1], "processing");
        foreach (var id in ids)
        {
            var (status, order) = await CancelAsync(app, id);
            (status, (string?)order["status"], order["cancellation"]).ShouldBe((200, "CANCELLED", null));
        }
    }

    [Fact]
    public async Task Who_pulls_orders_follows_their_changes_and_a_pull_that_waits_hears_of_a_cancel_at_once()
    {
        await using var app = await StartAsync();
        var id = await TakenAsync(app);
        var waiting = app.PullWholeAsync("erp", query: "&wait=30");
        await CancelAsync(app, id);
        ((long)(await waiting)["cancellations"]![0]!["id"]!).ShouldBe(id);
        await app.NumberedAsync();
        app.Granted = new HashSet<string>(StringComparer.Ordinal) { Permissions.OrdersPull };
        var (status, changes) = await app.SendAsync(HttpMethod.Get, "/orders/changes?after=0");
        (status, (string?)changes["items"]!.AsArray()[^1]!["record"]!["cancellation"]).ShouldBe((200, "requested"));
        (await app.SendAsync(HttpMethod.Get, $"/orders/{id}")).Status.ShouldBe(403);
    }

    private static async Task<OrdersApp> StartAsync()
    {
        var app = await OrdersApp.StartAsync();
        app.Secrets["webhooks.erp"] = Secret;
        return app;
    }

    /// <summary>An order that the ERP has taken over.</summary>
    private static async Task<long> TakenAsync(OrdersApp app)
    {
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("erp");
        (await app.AckAsync("erp", id)).Status.ShouldBe(200);
        return id;
    }

    private static Task<(int Status, JsonNode Body)> CancelAsync(OrdersApp app, long id, string? json = null) =>
        app.SendAsync(HttpMethod.Post, $"/orders/{id}/cancel", json);

    private static Task<(int Status, JsonNode Body)> AnswerAsync(OrdersApp app, long id, string answer, string consumer = "erp") =>
        app.PostAsync($"/orders/{id}/cancel/{answer}", $$"""{"consumer":"{{consumer}}","reason":"packed"}""");

    private static Task<(int Status, JsonNode Body)> TellAsync(OrdersApp app, long id, string status) => app.SendAsync(
        HttpMethod.Post, "/orders/webhooks/status", $$"""{"orderId":{{id}},"status":"{{status}}"}""", ("X-Webhook-Secret", Secret));

    private static async Task<long[]> HeardAsync(OrdersApp app) =>
        [.. (await app.PullWholeAsync("erp"))["cancellations"]!.AsArray().Select(static order => (long)order!["id"]!)];
}
