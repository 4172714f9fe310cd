using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Pulls;

[RunsOnEachStore]
public sealed class AckTests
{
    [Fact]
    public async Task An_acknowledgement_moves_the_order_along_with_its_reference_history_and_event()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.SendAsync(HttpMethod.Patch, $"/orders/{id}", """{"reference":"PO-1"}""");
        await app.PullAsync("a");
        var (status, order) = await app.AckAsync("a", id, ",\"reference\":\"ERP-7\"");
        (status, (string?)order["status"], (string?)order["erpReference"], (long)order["version"]!)
            .ShouldBe((200, "PROCESSING", "ERP-7", 3L));
        ((string?)order["reference"]).ShouldBe("PO-1", "the buyer's number stays");
        foreach (var filter in new[] { "reference=PO-1", "erpReference=ERP-7" })
        {
            ((long?)(await app.GetAsync($"/orders?{filter}"))["items"]![0]?["id"]).ShouldBe(id, filter);
        }

        (await app.GetAsync("/orders?reference=ERP-7"))["items"]!.AsArray().ShouldBeEmpty();
        await app.NumberedAsync();
        var history = await app.GetAsync($"/orders/{id}/history");
        ((string?)history["items"]![0]!["actor"],
            string.Join(',', history["items"]![0]!["fields"]!.AsArray().Select(field => (string)field!)))
            .ShouldBe(("user:1", "status,erpReference"));
        await app.NumberedAsync();
        (await app.GetAsync("/orders/changes?after=0"))["items"]!.AsArray().Count.ShouldBe(3);
        (await PullTests.LeasesAsync(app)).ShouldBe(0);
    }

    [Fact]
    public async Task A_repeat_changes_nothing_and_is_answered_with_the_order()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("a");
        await app.AckAsync("a", id, ",\"reference\":\"one\"");
        var (status, order) = await app.AckAsync("a", id, ",\"reference\":\"one\"");
        (status, (string?)order["erpReference"], (long)order["version"]!).ShouldBe((200, "one", 2L));
        var (other, body) = await app.AckAsync("a", id, ",\"reference\":\"two\"");
        (other, (string)body["errors"]!["reference"]![0]!).ShouldBe(
            (409, $"Order {id} was acknowledged as one; it is yours, but two was not noted down."));
        await app.MoveAsync(id, "shipped");
        ((string?)(await app.AckAsync("a", id)).Body["status"]).ShouldBe("SHIPPED");
    }

    [Fact]
    public async Task What_the_consumer_calls_an_order_that_somebody_else_moved_on_meanwhile_is_noted_down()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("a");
        (await app.MoveAsync(id, "processing")).Status.ShouldBe(200);
        for (var times = 0; times < 2; times++)
        {
            var (status, order) = await app.AckAsync("a", id, ",\"reference\":\"ERP-9\"");
            (status, (string?)order["erpReference"], (long)order["version"]!).ShouldBe((200, "ERP-9", 3L));
        }

        (await app.AckAsync("a", id, ",\"reference\":\"ERP-8\"")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task An_order_that_was_never_pulled_is_taken_by_who_acknowledges_it_first()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        (await app.AckAsync("a", id)).Status.ShouldBe(200);
        (await app.AckAsync("b", id)).Status.ShouldBe(409);
        (await app.AckAsync("a", id)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Of_many_each_has_its_own_result()
    {
        await using var app = await OrdersApp.StartAsync();
        var ids = await app.OrdersAsync(4);
        await app.PullAsync("a", 3);
        await app.PullAsync("b", 1);
        await app.AckAsync("a", ids[1]);
        var (status, body) = await app.PostAsync(
            "/orders/ack",
            $$"""
            {"consumer":"a","orders":[{"id":{{ids[2]}},"reference":"R"},{"id":{{ids[1]}}},{"id":{{ids[3]}}},{"id":999},{"id":{{ids[
                0
            ]}}},{"id":{{ids[0]}},"reference":"late"}]}
            """);
        status.ShouldBe(200, body.ToJsonString());
        body["items"]!
            .AsArray()
            .Select(item => $"{item!["id"]} {item["code"]} {item["outcome"]} {item["status"]} {item["reference"]}")
            .ShouldBe([
                $"{ids[2]} 200 acked PROCESSING R", $"{ids[1]} 200 repeated PROCESSING ", $"{ids[3]} 409 refused NEW ", "999 404 refused  ",
                $"{ids[0]} 200 acked PROCESSING ", $"{ids[0]} 409 refused PROCESSING ",
            ]);
        (await app.PostAsync("/orders/ack", $$"""{"consumer":"b","orders":[{"id":{{ids[3]}}}]}""")).Body["items"]![0]!["outcome"]!
            .GetValue<string>()
            .ShouldBe("acked");
        await app.NumberedAsync();
        (await app.GetAsync("/orders/changes?after=0"))["items"]!.AsArray().Count.ShouldBe(8);
        (await PullTests.LeasesAsync(app)).ShouldBe(0);
    }

    [Fact]
    public async Task One_that_can_not_be_read_keeps_none_of_the_others_from_being_acknowledged()
    {
        await using var app = await OrdersApp.StartAsync();
        var ids = await app.OrdersAsync(3);
        await app.PullAsync("a", 3);
        var (status, body) = await app.PostAsync(
            "/orders/ack",
            $$"""
            {"consumer":"a","orders":[{"id":{{ids[0]}},"reference":"{{new string('x', 201)}}"},{"id":{{ids[1]}}},{"id":{{ids[
                2
            ]}},"reference":"R"}]}
            """);
        status.ShouldBe(200, body.ToJsonString());
        body["items"]!.AsArray().Select(item => $"{item!["code"]} {item["outcome"]}").ShouldBe(["400 refused", "200 acked", "200 acked"]);
        ((string?)(await app.GetAsync($"/orders/{ids[0]}"))["status"]).ShouldBe("NEW");
    }

    [Theory]
    [InlineData("""{}""", "orders")]
    [InlineData("""{"orders":[]}""", "orders")]
    [InlineData("""{"orders":[{"reference":"x"}]}""", "orders[0].id")]
    [InlineData("""{"orders":[null]}""", "orders[0].id")]
    public async Task Of_many_that_can_not_be_read_none_counts(string json, string field)
    {
        await using var app = await OrdersApp.StartAsync();
        var (status, body) = await app.PostAsync("/orders/ack", json);
        status.ShouldBe(400);
        body["errors"]![field].ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_given_back_is_there_for_others_at_once_and_after_three_times_behind_all_others()
    {
        await using var app = await OrdersApp.StartAsync();
        var ids = await app.OrdersAsync(3);
        foreach (var consumer in new[] { "a", "b", "c" })
        {
            (await app.PullAsync(consumer, 1)).ShouldBe([ids[0]]);
            (await app.NackAsync(consumer, ids[0])).Status.ShouldBe(200);
        }

        var (status, body) = await app.NackAsync("c", ids[0]);
        (status, body.ToJsonString()).ShouldBe(
            (200, $$"""{"id":{{ids[0]}},"status":"NEW","nacks":3,"reason":"no such article"}"""), "a repeat is not counted");
        (await app.PullAsync("d")).ShouldBe([ids[1], ids[2], ids[0]]);
        (await app.NackAsync("c", ids[0])).Status.ShouldBe(409, "it is with another one");
        (await app.AckAsync("d", ids[0])).Status.ShouldBe(200);
        (await app.NackAsync("d", ids[0])).Status.ShouldBe(409, "it has left NEW");
        (await app.NackAsync("d", 999)).Status.ShouldBe(404);
        app.Log.Lines.Count(line => line.Contains("[6112]", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_hears_the_first_answer()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("a");
        var first = await app.SendAsync(HttpMethod.Post, $"/orders/{id}/ack", """{"consumer":"a"}""", ("Idempotency-Key", "k"));
        await app.MoveAsync(id, "shipped");
        var again = await app.SendAsync(HttpMethod.Post, $"/orders/{id}/ack", """{"consumer":"a"}""", ("Idempotency-Key", "k"));
        again.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
    }
}
