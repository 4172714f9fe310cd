using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Dialects;

public sealed class ErpOrderTests
{
    private const string Whole = """
        {"id":1,"customer":{"id":1,"name":"Ada","email":"ada@example.com","phone":"1","createdAt":"T","updatedAt":"T"},"status":"NEW","totalAmount":37.5,"createdAt":"T","updatedAt":"T","items":[{"id":1,"product":{"id":1,"sku":"A-1","name":"Bolt","unitPrice":2.5},"quantity":3,"unitPrice":2.5,"lineTotal":7.5},{"id":2,"product":{"id":2,"sku":"B-2","name":"Nut","unitPrice":10},"quantity":3,"unitPrice":10,"lineTotal":30}]}
        """;

    private const string Items = """[{"sku":"A-1","quantity":3,"unitPrice":0},{"sku":"b-2","quantity":3}]""";

    [Fact]
    public async Task An_order_of_SKUs_is_priced_by_the_catalogue()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        var made = await app.PostAsync("/api/crm/order", $$"""{"customerId":{{customer}},"items":{{Items}}}""");
        (made.Status, made.Golden()).ShouldBe((200, Whole));
        (await app.GetAsync("/api/erp/orders/1")).Golden().ShouldBe(Whole);
        (await app.GetAsync("/api/erp/orders")).Golden().ShouldBe(
            $$"""{"content":[{{Whole}}],"totalElements":1,"totalPages":1,"number":0,"size":10,"first":true,"last":true,"numberOfElements":1,"empty":false}""");
        (await app.GetAsync("/api/crm/order")).Golden().ShouldStartWith(
            """{"content":[{"id":1,"customerId":1,"customerName":"Ada","status":"NEW","totalAmount":37.5,"createdAt":"T"}],"totalElements":1,""");
    }

    [Fact]
    public async Task What_can_not_be_ordered_is_named()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        (await app.PostAsync("/api/crm/order", $$"""{"customerId":99,"items":{{Items}}}""")).ShouldBeFault(
            404, "nobody", "customerId: There is no customer 99.");
        (await app.PostAsync("/api/crm/order", $$"""{"items":{{Items}}}""")).ShouldBeFault(400, "for nobody", "customerId: Must be given.");
        (await app.PostAsync("/api/crm/order", $$"""{"customerId":{{customer}},"items":[{"sku":"X","quantity":1}]}"""))
            .ShouldBeFault(400, "unknown", "items[0].sku: There is no product with this sku.");
        (await app.PostAsync("/api/crm/order", $$"""{"customerId":{{customer}},"items":[{"sku":"A-1"}]}""")).ShouldBeFault(400, "how many");
        (await app.PostAsync("/api/crm/order", $$"""{"customerId":{{customer}},"items":[1]}""")).ShouldBeFault(400, "no item");
        (await app.PostAsync("/api/crm/order", $$"""{"items":{},"customerId":{{customer}}}""")).ShouldBeFault(400, "no items");
        (await app.PostAsync("/api/crm/order", $$"""{"customerId":{{customer}}}""")).ShouldBeFault(400, "nothing");
        (await app.PostAsync("/api/crm/order", $$"""{"customerId":{{customer}},"items":[{"sku":"A-1","quantity":1001}]}""")).ShouldBeFault(
            409, "too many");
        (await app.GetAsync("/api/erp/orders/1")).ShouldBeFault(404, "none");
    }

    [Fact]
    public async Task Lists_are_filtered_by_status_and_time()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        var (one, two) = (await app.OrderAsync(customer), await app.OrderAsync(customer));
        await app.PutAsync($"/api/erp/orders/{one}/status", """{"status":"processing"}""");
        Ids(await app.GetAsync("/api/crm/order")).ShouldBe([two, one]);
        Ids(await app.GetAsync("/api/erp/orders")).ShouldBe([two], "those that are new");
        Ids(await app.GetAsync("/api/erp/orders?status=PROCESSING")).ShouldBe([one]);
        Ids(await app.GetAsync("/api/crm/order?status=new&size=1&page=0")).ShouldBe([two]);
        Ids(await app.GetAsync("/api/crm/order?from=2000-01-01T00:00:00Z&to=2000-02-01T00:00:00Z")).ShouldBeEmpty();
        Ids(await app.GetAsync("/api/crm/order?from=2000-01-01T00:00:00Z")).ShouldBe([two, one]);
        (await app.GetAsync("/api/erp/orders?status=gone")).ShouldBeFault(400, "no status");
        (await app.GetAsync("/api/crm/order?from=then")).ShouldBeFault(400, "no instant");
        (await app.GetAsync("/api/crm/order?page=x")).ShouldBeFault(400, "no page");
    }

    [Fact]
    public async Task A_status_that_is_no_step_is_refused_with_those_that_are()
    {
        await using var app = await ErpClient.StartAsync();
        var order = await app.OrderAsync(await app.StockUpAsync());
        (await app.PutAsync($"/api/erp/orders/{order}/status", """{"status":"SHIPPED"}""")).ShouldBeFault(
            400, "a leap", "status: An order can't go from NEW to SHIPPED; from there it goes to PROCESSING or CANCELLED.");
        var moved = await app.PutAsync($"/api/erp/orders/{order}/status", """{"status":"PROCESSING"}""");
        (moved.Status, (string?)moved.Body!["status"], (long)moved.Body["customer"]!["id"]!).ShouldBe((200, "PROCESSING", 1L));
        (await app.PutAsync($"/api/erp/orders/{order}/status", "{}")).ShouldBeFault(400, "none");
        (await app.PutAsync("/api/erp/orders/99/status", """{"status":"SHIPPED"}""")).ShouldBeFault(404, "no order");
    }

    [Fact]
    public async Task An_order_of_a_guest_or_of_somebody_who_is_gone_is_told_as_far_as_it_is_known()
    {
        await using var app = await ErpClient.StartAsync();
        var order = await app.OrderAsync(await app.StockUpAsync());
        (await app.PostAsync("/api/orders", """{"items":[{"sku":"A-1","quantity":1}]}""")).Status.ShouldBe(201);
        foreach (var status in new[] { "PROCESSING", "COMPLETED" })
        {
            (await app.PutAsync($"/api/erp/orders/{order}/status", $$"""{"status":"{{status}}"}""")).Status.ShouldBe(200);
        }

        (await app.DeleteCustomerAsync(1)).Status.ShouldBe(204);
        (await app.GetAsync($"/api/erp/orders/{order}")).Body!["customer"].Golden()
            .ShouldBe("""{"id":1,"name":"Ada","email":null,"phone":null,"createdAt":null,"updatedAt":null}""");
        (await app.GetAsync($"/api/erp/orders/{order + 1}")).Body!["customer"].ShouldBeNull();
    }

    private static IEnumerable<long> Ids(ApiAnswer page)
    {
        page.Status.ShouldBe(200, page.Body?.ToJsonString());
        return page.Body!["content"]!.AsArray().Select(order => (long)order!["id"]!);
    }
}
