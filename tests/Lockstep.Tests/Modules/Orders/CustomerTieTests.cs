using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>A customer for whom something is under way.</summary>
[RunsOnEachStore]
public sealed class CustomerTieTests
{
    [Fact]
    public async Task A_customer_is_not_deleted_while_an_order_or_a_package_is_under_way()
    {
        await using var app = await OrdersApp.StartAsync();
        var (product, customer, other) = (await app.ProductAsync(stock: 10), await app.CustomerAsync(), await app.CustomerAsync("Eve"));
        var order = $$"""{"customerId":{{customer}},"items":[{"productId":{{product}},"quantity":1}]}""";
        await app.PostAsync("/orders", order);
        await app.PostAsync("/orders", order);
        var (_, package) = await app.PostAsync("/packages", $$"""{"customerId":{{customer}}}""");
        (await app.MoveAsync(1, "processing")).Status.ShouldBe(200);
        var (status, body) = await app.SendAsync(HttpMethod.Delete, $"/customers/{customer}");
        status.ShouldBe(409);
        foreach (var named in new[] { "order 1 (PROCESSING)", "order 2 (NEW)", $"package {package["id"]} (Pending)" })
        {
            ((string)body["detail"]!).ShouldContain(named);
        }

        (await app.SendAsync(HttpMethod.Delete, $"/customers/{other}")).Status.ShouldBe(204);
        await app.MoveAsync(1, "completed");
        await app.PostAsync("/orders/2/cancel", "{}");
        (await app.SendAsync(HttpMethod.Delete, $"/customers/{customer}")).Status.ShouldBe(409);
        await app.SendAsync(HttpMethod.Patch, $"/packages/{package["id"]}", """{"status":"Cancelled"}""");
        (await app.SendAsync(HttpMethod.Delete, $"/customers/{customer}")).Status.ShouldBe(204);
    }
}
