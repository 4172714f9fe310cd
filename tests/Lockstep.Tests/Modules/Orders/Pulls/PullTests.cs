using Lockstep.Contracts.Access;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Pulls;

[RunsOnEachStore]
public sealed class PullTests
{
    [Fact]
    public async Task New_orders_are_handed_out_the_oldest_first_and_each_to_one_consumer()
    {
        await using var app = await OrdersApp.StartAsync();
        var ids = await app.OrdersAsync(5);
        (await app.PullAsync("a", 2)).ShouldBe(ids[..2]);
        (await app.PullAsync("b", 2)).ShouldBe(ids[2..4]);
        (await app.PullAsync("a", 4)).ShouldBe([ids[0], ids[1], ids[4]], "one's own first, then what nobody has");
        (await app.PullAsync("c")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pull_says_until_when_the_orders_are_kept_and_under_which_token()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.OrdersAsync(1);
        var first = await app.PullWholeAsync("a");
        ((string?)first["leasedUntil"]).ShouldBe("2026-01-31T09:35:00.000Z");
        ((long?)first["items"]![0]!["token"], (string?)first["items"]![0]!["order"]!["items"]![0]!["sku"]).ShouldBe((1L, "BOLT"));
        app.Clock.Pass(TimeSpan.FromMinutes(4));
        var again = await app.PullWholeAsync("a");
        ((string?)again["leasedUntil"], (long?)again["items"]![0]!["token"]).ShouldBe(
            ("2026-01-31T09:39:00.000Z", 2L), "a fresh time for the same one, or for another worker of its name");
        app.Clock.Pass(TimeSpan.FromMinutes(6));
        ((long?)(await app.PullWholeAsync("b"))["items"]![0]!["token"]).ShouldBe(3L);
        ((string?)(await app.PullWholeAsync("a"))["leasedUntil"]).ShouldBeNull();
    }

    [Fact]
    public async Task An_order_that_nobody_acknowledged_in_time_is_handed_to_the_next_and_the_first_is_refused()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("a");
        app.Clock.Pass(TimeSpan.FromMinutes(5));
        (await app.PullAsync("b")).ShouldBe([id]);
        (await app.AckAsync("a", id)).Status.ShouldBe(409);
        (await app.AckAsync("b", id)).Status.ShouldBe(200);
        (await app.AckAsync("a", id)).Status.ShouldBe(409);
    }

    [Fact]
    public async Task A_late_acknowledgement_counts_as_long_as_nobody_else_was_handed_the_order()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("a");
        app.Clock.Pass(TimeSpan.FromDays(1));
        (await app.AckAsync("a", id)).Status.ShouldBe(200);
        (await app.PullAsync("b")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_tells_a_consumer_from_itself_after_a_pause()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("a");
        app.Clock.Pass(TimeSpan.FromMinutes(5));
        await app.PullAsync("a");
        (await app.AckAsync("a", id, ",\"token\":1")).Status.ShouldBe(409);
        (await app.AckAsync("a", id, ",\"token\":2")).Status.ShouldBe(200);
        (await app.AckAsync("a", id, ",\"token\":1")).Status.ShouldBe(409);
        (await app.AckAsync("a", id, ",\"token\":2")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_order_that_leaves_NEW_in_another_way_is_handed_out_no_more_and_its_acknowledgement_says_why()
    {
        await using var app = await OrdersApp.StartAsync();
        var ids = await app.OrdersAsync(4);
        await app.PullAsync("a", 3);
        await app.PostAsync($"/orders/{ids[0]}/cancel", "");
        await app.MoveAsync(ids[1], "processing");
        await app.SendAsync(HttpMethod.Delete, $"/orders/{ids[2]}");
        await app.MoveAsync(ids[3], "processing");
        var (status, body) = await app.AckAsync("a", ids[0]);
        (status, (string?)body["detail"]).ShouldBe((409, "An order can't go from CANCELLED to PROCESSING; it goes nowhere from there."));
        (await app.AckAsync("a", ids[1])).Status.ShouldBe(200, "it went on in this consumer's hands");
        (await app.AckAsync("b", ids[1])).Status.ShouldBe(409);
        (await app.AckAsync("a", ids[2])).Status.ShouldBe(404);
        (await app.AckAsync("a", ids[3])).Status.ShouldBe(409, "in nobody's");
        (await app.PullAsync("a")).ShouldBeEmpty();
        (await LeasesAsync(app)).ShouldBe(0);
    }

    [Fact]
    public async Task Returns_are_pulled_by_who_asks_for_them()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 1);
        var (back, sale) = (await app.OrderAsync(product, kind: "return"), await app.OrderAsync(product));
        (await app.PullAsync("a")).ShouldBe([sale]);
        (await app.PullAsync("a", query: "&kind=return")).ShouldBe([back]);
    }

    [Fact]
    public async Task A_pull_that_may_wait_is_answered_as_soon_as_an_order_comes()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 9);
        var waiting = app.PullAsync("a", query: "&wait=30");
        var other = app.PullAsync("b", query: "&wait=30");
        var order = await app.OrderAsync(product);
        var first = await Task.WhenAny(waiting, other);
        (await first).ShouldBe([order]);
        var next = await app.OrderAsync(product);
        (await Task.WhenAll(waiting, other)).SelectMany(ids => ids).Order().ShouldBe([order, next]);
    }

    [Fact]
    public async Task A_pull_that_waits_is_woken_when_an_order_is_given_back_or_its_time_is_over()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = (await app.OrdersAsync(1))[0];
        await app.PullAsync("a");
        var waiting = app.PullAsync("b", query: "&wait=30");
        await app.NackAsync("a", id);
        (await waiting).ShouldBe([id]);
        waiting = app.PullAsync("a", query: "&wait=30");
        app.Clock.Pass(TimeSpan.FromMinutes(5));
        (await waiting).ShouldBe([id]);
    }

    [Fact]
    public async Task A_pull_that_nothing_comes_for_ends_empty()
    {
        await using var app = await OrdersApp.StartAsync();
        (await app.PullAsync("a", query: "&wait=1")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("wait=31", "wait")]
    [InlineData("wait=-1", "wait")]
    [InlineData("kind=gift", "kind")]
    [InlineData("consumer=%00", "consumer")]
    [InlineData("status=NEW", "status")]
    public async Task What_a_pull_does_not_know_is_named(string query, string field)
    {
        await using var app = await OrdersApp.StartAsync();
        var (status, body) = await app.SendAsync(HttpMethod.Post, $"/orders/pull?{query}");
        status.ShouldBe(400);
        body["errors"]![field].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("customer")]
    [InlineData("sales")]
    [InlineData("auditor")]
    public async Task Who_does_not_integrate_pulls_nothing(string role)
    {
        await using var app = await OrdersApp.StartAsync();
        (app.Granted, app.Self) = (Permissions.Of([role]), 1);
        (await app.SendAsync(HttpMethod.Post, "/orders/pull")).Status.ShouldBe(403);
        (await app.PostAsync("/orders/1/ack", "{}")).Status.ShouldBe(403);
        (await app.PostAsync("/orders/1/nack", "{}")).Status.ShouldBe(403);
        (await app.PostAsync("/orders/ack", """{"orders":[{"id":1}]}""")).Status.ShouldBe(403);
    }

    internal static async Task<long> LeasesAsync(OrdersApp app) =>
        await app.Store.ReadAsync(reader => reader.FirstAsync("select count(*) from order_leases", static row => row.Int64(0)));
}
