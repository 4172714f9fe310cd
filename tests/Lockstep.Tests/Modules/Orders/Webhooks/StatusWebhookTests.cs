using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Orders.Pulls;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Webhooks;

[RunsOnEachStore]
public sealed class StatusWebhookTests
{
    private const string Key = "a-secret-of-the-tests";
    private static readonly string Secret = "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes(Key));

    [Fact]
    public async Task A_signed_call_moves_the_order_along_and_notes_its_reference()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        var (status, body) = await SignedAsync(app, "m1", $$"""{"orderId":{{id}},"status":"processing","reference":"ERP-1"}""");
        (status, (string?)body["status"], (string?)body["erpReference"]).ShouldBe((200, "PROCESSING", "ERP-1"));
        await app.NumberedAsync();
        ((string?)(await app.GetAsync($"/orders/{id}/history"))["items"]![0]!["actor"]).ShouldBe("webhook:erp-order-status");
        (await SignedAsync(app, "m2", $$"""{"orderId":{{id}},"status":"SHIPPED"}""")).Status.ShouldBe(200);
        var order = await app.GetAsync($"/orders/{id}");
        ((string?)order["status"], (string?)order["erpReference"]).ShouldBe(("SHIPPED", "ERP-1"));
        (await app.StockAsync(1)).ShouldBe((999, 0));
        (await CountAsync(app, "done")).ShouldBe(2);
    }

    [Fact]
    public async Task A_call_that_came_too_early_takes_effect_when_it_comes_again_and_what_took_effect_is_only_told_again()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        var json = $$"""{"orderId":{{id}},"status":"SHIPPED"}""";
        var first = await SignedAsync(app, "m1", json);
        (first.Status, (string)first.Body["errors"]!["status"]![0]!).ShouldBe((409,
            "An order can't go from NEW to SHIPPED; from there it goes to PROCESSING or CANCELLED."));
        (await SignedAsync(app, "m1", json)).Status.ShouldBe(409, "it is still too early");
        await app.MoveAsync(id, "processing");
        (await SignedAsync(app, "m1", json)).Status.ShouldBe(200);
        await app.MoveAsync(id, "delivered");
        ((string?)(await SignedAsync(app, "m1", json)).Body["status"]).ShouldBe("SHIPPED", "as it was when it took effect");
        ((string?)(await app.GetAsync($"/orders/{id}"))["status"]).ShouldBe("DELIVERED");
    }

    [Fact]
    public async Task A_call_about_an_order_that_is_not_there_yet_takes_effect_once_it_is()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0] + 1;
        var json = $$"""{"orderId":{{id}},"status":"PROCESSING"}""";
        (await SignedAsync(app, "m1", json)).Status.ShouldBe(404);
        (await app.OrdersAsync(1))[0].ShouldBe(id);
        (await SignedAsync(app, "m1", json)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Another_body_under_an_id_that_took_effect_is_refused_and_has_none()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        (await SignedAsync(app, "m1", $$"""{"orderId":{{id}},"status":"PROCESSING"}""")).Status.ShouldBe(200);
        var (status, body) = await SignedAsync(app, "m1", $$"""{"orderId":{{id}},"status":"SHIPPED"}""");
        (status, (string?)body["errors"]!["webhook-id"]![0]).ShouldBe((409, "Was used for another body."));
        ((string?)(await app.GetAsync($"/orders/{id}"))["status"]).ShouldBe("PROCESSING");
        (await SignedAsync(app, "m1", $$"""{"orderId":{{id}},"status":"PROCESSING"}""")).Status.ShouldBe(200,
            "the first one is still known");
    }

    [Fact]
    public async Task Equal_calls_at_once_have_one_effect()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        var json = $$"""{"orderId":{{id}},"status":"PROCESSING","reference":"R"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SignedAsync(app, "m1", json))));
        answers.ShouldAllBe(answer => answer.Status == 200 && (long)answer.Body["version"]! == 2);
        (await CountAsync(app, "done")).ShouldBe(1);
    }

    [Fact]
    public async Task A_body_without_an_id_is_known_again_for_as_long_as_calls_may_be_late()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        var json = $$"""{"orderId":{{id}},"status":"PROCESSING"}""";
        (await WithSecretAsync(app, json, Secret)).Status.ShouldBe(200);
        await app.MoveAsync(id, "shipped");
        ((string?)(await WithSecretAsync(app, json, Secret)).Body["status"]).ShouldBe("PROCESSING");
        app.Clock.Pass(TimeSpan.FromMinutes(6));
        (await WithSecretAsync(app, json, Secret)).Status.ShouldBe(409, "a call of its own by now, and no legal step");
    }

    [Fact]
    public async Task What_is_not_believed_has_no_effect_and_says_why()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        var json = $$"""{"orderId":{{id}},"status":"CANCELLED"}""";
        (await WithSecretAsync(app, json, "wrong")).Status.ShouldBe(401);
        (await app.PostAsync("/orders/webhooks/status", json)).Status.ShouldBe(401);
        (await SignedAsync(app, "m1", json, key: "wrong")).Status.ShouldBe(401);
        (await SignedAsync(app, "m1", json, late: TimeSpan.FromMinutes(6))).Status.ShouldBe(401);
        ((string?)(await app.GetAsync($"/orders/{id}"))["status"]).ShouldBe("NEW");
        (await CountAsync(app, "refused")).ShouldBe(4);
        (await SignedAsync(app, "m1", json)).Status.ShouldBe(200, "an id that was never believed is free");
        app.Log.Lines.Count(line => line.Contains("[6120]", StringComparison.Ordinal)).ShouldBe(4);
        app.Log.Lines.ShouldNotContain(line => line.Contains("wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_secret_before_is_accepted_while_it_is_set_and_without_any_nothing_is_taken()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        var json = $$"""{"orderId":{{id}},"status":"PROCESSING"}""";
        var (status, body) = await SignedAsync(app, "m0", json);
        (status, (string?)body["detail"]).ShouldBe(
            (403, "No secret is set up for this webhook. Set one with: lockstep secrets set webhooks.erp"));
        (app.Secrets["webhooks.erp"], app.Secrets["webhooks.erp-previous"]) = ("whsec_bmV3ZXI=", Secret);
        (await SignedAsync(app, "m1", json)).Status.ShouldBe(200);
        (await CountAsync(app, "refused")).ShouldBe(0, "what nobody can believe is not kept");
    }

    [Theory]
    [InlineData("rubbish", 400)]
    [InlineData("null", 400)]
    [InlineData("""{"status":"NEW"}""", 400)]
    [InlineData("""{"orderId":1,"status":"gone"}""", 400)]
    [InlineData("""{"orderId":1,"orderId":2,"status":"NEW"}""", 400)]
    [InlineData("""{"orderId":99,"status":"NEW"}""", 404)]
    public async Task A_body_that_makes_no_sense_is_refused_by_name(string json, int expected)
    {
        await using var app = await StartAsync();
        (await SignedAsync(app, "m1", json)).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_not_even_kept()
    {
        await using var app = await StartAsync();
        (await SignedAsync(app, "m1", new string(' ', 65_537))).Status.ShouldBe(413);
        (await CountAsync(app, "received") + await CountAsync(app, "refused")).ShouldBe(0);
    }

    [Fact]
    public async Task A_call_whose_process_died_is_brought_to_its_end_and_its_repeat_hears_the_answer()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        var json = $$"""{"orderId":{{id}},"status":"PROCESSING"}""";
        await SignedAsync(app, "m1", json);
        await app.Store.WriteAsync(
            async transaction =>
            {
                // As it is between the two commits.
                await transaction.ExecuteAsync("update webhooks set state = 'received', key = null, status = null, answer = null");
                return await transaction.ExecuteAsync("update orders set status = 'NEW'");
            },
            CancellationToken.None);
        await app.Webhooks.FinishAsync(CancellationToken.None);
        ((string?)(await app.GetAsync($"/orders/{id}"))["status"]).ShouldBe("NEW", "its own request may still be at it");
        app.Clock.Pass(TimeSpan.FromMinutes(10));
        await app.Webhooks.FinishAsync(CancellationToken.None);
        ((string?)(await app.GetAsync($"/orders/{id}"))["status"]).ShouldBe("PROCESSING", "late, but it came in time");
        (await SignedAsync(app, "m1", json)).Status.ShouldBe(200);
        (await CountAsync(app, "done")).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_nobody_can_bring_to_its_end_keeps_no_other_from_its_own()
    {
        await using var app = await StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.Store.WriteAsync(
            transaction => transaction.ExecuteAsync(
                "insert into webhooks (state, headers, body, received_at) values ('received', 'rubbish', $1, 0)", "{}"u8.ToArray()),
            CancellationToken.None);
        await SignedAsync(app, "m1", $$"""{"orderId":{{id}},"status":"PROCESSING"}""");
        await app.Store.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync("update webhooks set state = 'received', key = null, status = null, answer = null");
                return await transaction.ExecuteAsync("update orders set status = 'NEW'");
            },
            CancellationToken.None);
        app.Clock.Pass(TimeSpan.FromMinutes(1));
        await app.Webhooks.FinishAsync(CancellationToken.None);
        ((string?)(await app.GetAsync($"/orders/{id}"))["status"]).ShouldBe("PROCESSING");
        app.Log.Lines.ShouldContain(line => line.Contains("[6123]", StringComparison.Ordinal));
    }

    private static async Task<OrdersApp> StartAsync()
    {
        var app = await OrdersApp.StartAsync();
        app.Secrets["webhooks.erp"] = Secret;
        return app;
    }

    private static Task<(int Status, JsonNode Body)> WithSecretAsync(OrdersApp app, string json, string secret) =>
        app.SendAsync(HttpMethod.Post, "/orders/webhooks/status", json, ("X-Webhook-Secret", secret));

    private static Task<(int Status, JsonNode Body)> SignedAsync(
        OrdersApp app, string id, string json, string key = Key, TimeSpan late = default)
    {
        var timestamp = (app.Clock.Now - late).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{json}"));
        return app.SendAsync(
            HttpMethod.Post, "/orders/webhooks/status", json,
            [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", $"v1,{Convert.ToBase64String(signature)}")]);
    }

    private static async Task<long> CountAsync(OrdersApp app, string state) => await app.Store.ReadAsync(
        reader => reader.FirstAsync("select count(*) from webhooks where state = $1", static row => row.Int64(0), state));
}
