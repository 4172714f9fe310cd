using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Pulls;

/// <summary>An order is in two books, here and in the ERP: both hold the same one, once.</summary>
[RunsOnEachStore]
public sealed class TwoPartiesTests
{
    [Theory]
    [InlineData(",\"token\":1")]
    [InlineData("")]
    public async Task An_order_that_was_changed_after_it_was_handed_out_is_pulled_again_before_it_is_acknowledged(string shown)
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("a");
        (await ChangeAsync(app, id, 9)).ShouldBe(200);
        var (status, body) = await app.AckAsync("a", id, shown);
        (status, (string?)body["detail"]).ShouldBe((
            409,
            $"Order {id} was changed after it was handed out: that was version 1, and it is at version 2 by now. "
            + "Pull it again, and acknowledge what you get then."));
        ((string?)(await app.GetAsync($"/orders/{id}"))["status"]).ShouldBe("NEW");
        var again = (await app.PullWholeAsync("a"))["items"]![0]!;
        ((long)again["order"]!["items"]![0]!["quantity"]!, (long)again["token"]!).ShouldBe((9, 2));
        (await app.AckAsync("a", id, ",\"token\":1")).Status.ShouldBe(409);
        (await app.AckAsync("a", id, ",\"token\":2")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Who_was_handed_another_version_did_not_get_the_order_that_was_moved_along()
    {
        await using var app = await OrdersApp.StartAsync();
        var ids = await app.OrdersAsync(2);
        await app.PullAsync("a");
        await ChangeAsync(app, ids[0], 9);
        await app.MoveAsync(ids[0], "processing");
        await app.MoveAsync(ids[1], "processing");
        (await app.AckAsync("a", ids[0])).Status.ShouldBe(409);
        (await app.AckAsync("a", ids[1])).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(",\"token\":1", ",\"token\":2", 409, 200)]
    [InlineData(",\"reference\":\"A\"", ",\"reference\":\"B\"", 200, 409)]
    [InlineData("", "", 200, 409)]
    public async Task Of_two_workers_under_one_name_one_has_the_order(string one, string two, int first, int second)
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        (await app.PullAsync("erp")).ShouldBe([id]);
        (await app.PullAsync("erp")).ShouldBe([id]);
        ((await app.AckAsync("erp", id, one)).Status, (await app.AckAsync("erp", id, two)).Status).ShouldBe((first, second));
    }

    [Fact]
    public async Task Who_comes_for_anothers_order_is_told_whose_it_is()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("north");
        ((string?)(await app.AckAsync("south", id)).Body["detail"]).ShouldBe(
            $"Order {id} is in the hands of user:1/north, to whom it was handed out last; it is not yours. Drop it.");
        ((string?)(await app.NackAsync("south", id)).Body["detail"]).ShouldBe(
            $"Order {id} is not in the hands of this consumer, but of user:1/north, under the token 1.");
        await app.AckAsync("north", id);
        ((string?)(await app.AckAsync("south", id)).Body["detail"]).ShouldBe(
            $"Order {id} is PROCESSING already, and was taken over by user:1/north under the token 1. Drop it.");
    }

    [Fact]
    public async Task If_Match_counts_in_acknowledgements_and_in_what_is_given_back()
    {
        await using var app = await OrdersApp.StartAsync();
        var ids = await app.OrdersAsync(2);
        (await PostAsync($"/orders/{ids[0]}/ack", "{}", "\"7\"")).ShouldBe(412);
        await app.PullAsync("a");
        (await PostAsync($"/orders/{ids[0]}/nack", """{"consumer":"a"}""", "\"7\"")).ShouldBe(412);
        (await PostAsync($"/orders/{ids[0]}/nack", """{"consumer":"a"}""", "\"1\"")).ShouldBe(200);
        (await PostAsync($"/orders/{ids[1]}/ack", """{"consumer":"a"}""", "\"1\"")).ShouldBe(200);
        (await PostAsync($"/orders/{ids[1]}/ack", """{"consumer":"a"}""", "\"1\"")).ShouldBe(200, "a repeat");
        var many = await app.SendAsync(HttpMethod.Post, "/orders/ack", $$"""{"orders":[{"id":{{ids[0]}}}]}""", ("If-Match", "\"2\""));
        ((int)many.Body["items"]![0]!["code"]!).ShouldBe(412);

        async Task<int> PostAsync(string path, string json, string tag) =>
            (await app.SendAsync(HttpMethod.Post, path, json, ("If-Match", tag))).Status;
    }

    [Fact]
    public async Task A_reference_that_can_not_be_read_leaves_the_other_orders_of_the_request_alone()
    {
        await using var app = await OrdersApp.StartAsync();
        var ids = await app.OrdersAsync(3);
        var (status, body) = await app.PostAsync(
            "/orders/ack",
            $$"""
            {"orders":[{"id":{{ids[0]}}},{"id":{{ids[1]}},"reference":"{{new string('x', 201)}}"},{"id":{{ids[2]}},"reference":"R"}]}
            """);
        (status, string.Join(' ', body["items"]!.AsArray().Select(static item => $"{item!["code"]}"))).ShouldBe((200, "200 400 200"));
        ((string)body["items"]![1]!["detail"]!).ShouldStartWith("reference: ");
    }

    private static async Task<int> ChangeAsync(OrdersApp app, long id, long quantity)
    {
        var product = (long)(await app.GetAsync($"/orders/{id}"))["items"]![0]!["productId"]!;
        return (await app.SendAsync(
            HttpMethod.Patch, $"/orders/{id}", new JsonObject
            {
                ["items"] = new JsonArray(new JsonObject { ["productId"] = product, ["quantity"] = quantity }),
            }.ToJsonString())).Status;
    }
}
