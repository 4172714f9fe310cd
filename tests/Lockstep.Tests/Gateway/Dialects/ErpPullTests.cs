using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Dialects;

[RunsOnEachStore]
public sealed class ErpPullTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Orders_are_pulled_as_a_page_that_nobody_keeps(string method)
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        var ids = new[] { await app.OrderAsync(customer), await app.OrderAsync(customer), await app.OrderAsync(customer) };
        var page = await app.Admin.SendAsync(new HttpMethod(method), "/api/erp/orders/pull?limit=2&consumer=a&wait=5", null);
        page.Status.ShouldBe(200, page.Body?.ToJsonString());
        page.Message.Headers.CacheControl!.NoStore.ShouldBeTrue();
        Ids(page).ShouldBe(ids[..2]);
        page.Body!["content"]![0].Golden().ShouldBe((await app.GetAsync($"/api/erp/orders/{ids[0]}")).Golden());
        page.Golden().ShouldEndWith(
            "\"totalElements\":2,\"totalPages\":1,\"number\":0,\"size\":2,"
            + "\"first\":true,\"last\":true,\"numberOfElements\":2,\"empty\":false}");
        Ids(await app.GetAsync("/api/erp/orders/pull?consumer=b")).ShouldBe(ids[2..]);
        Ids(await app.GetAsync("/api/erp/orders/pull")).ShouldBeEmpty();
        (await app.GetAsync("/api/erp/orders/pull?limit=0")).ShouldBeFault(400, "none", "limit: Must be a whole number from 1 to 500.");
    }

    [Fact]
    public async Task An_order_is_acknowledged_with_or_without_a_body_and_again()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        var (one, two) = (await app.OrderAsync(customer), await app.OrderAsync(customer));
        await app.GetAsync("/api/erp/orders/pull");
        var acked = await app.PostAsync($"/api/erp/orders/{one}/ack", """{"reference":"E-1"}""");
        (acked.Status, (string?)acked.Body!["status"], (string?)acked.Body["customer"]!["email"]).ShouldBe(
            (200, "PROCESSING", "ada@example.com"));
        (await app.PostAsync($"/api/erp/orders/{one}/ack", """{"reference":"E-1"}""")).Status.ShouldBe(200);
        ((string?)(await app.GetAsync($"/api/orders/{one}")).Body!["erpReference"]).ShouldBe("E-1");
        var bare = await app.Admin.SendAsync(HttpMethod.Post, $"/api/erp/orders/{two}/ack", null);
        (bare.Status, (string?)bare.Body!["status"]).ShouldBe((200, "PROCESSING"));
        (await app.PostAsync("/api/erp/orders/99/ack", "{}")).ShouldBeFault(404, "none", "id: There is no order 99.");
        (await app.PostAsync($"/api/erp/orders/{one}/ack?consumer=b", "{}")).ShouldBeFault(409, "another's");
        (await app.PostAsync($"/api/erp/orders/{one}/ack", "[]")).ShouldBeFault(400, "no object");
    }

    [Fact]
    public async Task An_order_that_was_cancelled_meanwhile_is_refused_with_where_it_can_go()
    {
        await using var app = await ErpClient.StartAsync();
        var order = await app.OrderAsync(await app.StockUpAsync());
        await app.GetAsync("/api/erp/orders/pull");
        await app.PostAsync($"/api/orders/{order}/cancel", "");
        (await app.PostAsync($"/api/erp/orders/{order}/ack", "{}")).ShouldBeFault(
            409, "cancelled", "status: An order can't go from CANCELLED to PROCESSING; it goes nowhere from there.");
    }

    [Fact]
    public async Task Many_are_acknowledged_at_once_and_each_has_its_result()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        var (one, two) = (await app.OrderAsync(customer), await app.OrderAsync(customer));
        await app.GetAsync("/api/erp/orders/pull?consumer=a");
        var answer = await app.PostAsync(
            "/api/erp/orders/ack?consumer=a", $$"""[{"id":{{one}},"reference":"E-1"},{"id":99},{"id":{{two}}}]""");
        (answer.Status, answer.Golden()).ShouldBe(
            (
                200,
                $$"""
                [{"id":{{one}},"success":true,"code":200,"status":"PROCESSING","reference":"E-1","error":null},{"id":99,"success":false,"code":404,"status":null,"reference":null,"error":"There is no order 99."},{"id":{{two}},"success":true,"code":200,"status":"PROCESSING","reference":null,"error":null}]
                """));
        (await app.PostAsync("/api/erp/orders/ack", "[]")).ShouldBeFault(400, "none");
        (await app.PostAsync("/api/erp/orders/ack", "{}")).ShouldBeFault(400, "no array");
        (await app.PostAsync("/api/erp/orders/ack", "[1]")).ShouldBeFault(400, "no object");
    }

    [Fact]
    public async Task An_order_that_is_given_back_is_there_for_others()
    {
        await using var app = await ErpClient.StartAsync();
        var order = await app.OrderAsync(await app.StockUpAsync());
        await app.GetAsync("/api/erp/orders/pull?consumer=a");
        var nacked = await app.PostAsync($"/api/erp/orders/{order}/nack?consumer=a", """{"reason":"no such article"}""");
        (nacked.Status, nacked.Golden()).ShouldBe((200, $$"""{"id":{{order}},"status":"NEW","nacks":1,"reason":"no such article"}"""));
        Ids(await app.GetAsync("/api/erp/orders/pull?consumer=b")).ShouldBe([order]);
        (await app.PostAsync($"/api/erp/orders/{order}/nack?consumer=a", "{}")).ShouldBeFault(409, "another's");
        (await app.PostAsync("/api/erp/orders/99/nack", "{}")).ShouldBeFault(404, "none");
    }

    [Fact]
    public async Task A_pull_waits_for_an_order()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        var waiting = app.GetAsync("/api/erp/orders/pull?wait=30");
        var order = await app.OrderAsync(customer);
        Ids(await waiting).ShouldBe([order]);
    }

    private static IEnumerable<long> Ids(ApiAnswer page)
    {
        page.Status.ShouldBe(200, page.Body?.ToJsonString());
        return page.Body!["content"]!.AsArray().Select(order => (long)order!["id"]!);
    }
}
