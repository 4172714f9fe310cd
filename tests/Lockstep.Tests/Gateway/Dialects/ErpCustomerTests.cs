using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Dialects;

public sealed class ErpCustomerTests
{
    private const string Ada = """{"id":1,"name":"Ada","email":"ada@example.com","phone":"1","createdAt":"T","updatedAt":"T"}""";

    [Fact]
    public async Task A_customer_is_made_read_and_changed_but_for_the_email()
    {
        await using var app = await ErpClient.StartAsync();
        (await app.PostAsync("/api/crm/customer", """{"name":"Ada","email":"ada@example.com","phone":"1"}""")).Golden().ShouldBe(Ada);
        (await app.GetAsync("/api/erp/customers/1")).Golden().ShouldBe(Ada);
        var put = await app.PutAsync("/api/crm/customer/1", """{"name":"Ада Лавлейс","email":"eve@example.com"}""");
        put.Status.ShouldBe(200);
        put.Golden().ShouldBe("""{"id":1,"name":"Ада Лавлейс","email":"ada@example.com","phone":null,"createdAt":"T","updatedAt":"T"}""");
    }

    [Fact]
    public async Task What_a_customer_must_have_is_named_and_an_email_is_one_customers()
    {
        await using var app = await ErpClient.StartAsync();
        (await app.PostAsync("/api/crm/customer", """{"name":"Ada"}""")).ShouldBeFault(400, "no e-mail", "email: Must be given.");
        (await app.PostAsync("/api/crm/customer", """{"email":"ada@example.com"}""")).ShouldBeFault(400, "no name");
        (await app.PostAsync("/api/crm/customer", """{"name":"Ada","email":"nonsense"}""")).ShouldBeFault(400, "no address");
        (await app.PostAsync("/api/crm/customer", "rubbish")).ShouldBeFault(400, "no JSON");
        (await app.PostAsync("/api/crm/customer", """{"name":"a","name":"b"}""")).ShouldBeFault(
            400, "twice", "name: Must be there only once.");
        (await app.PostAsync("/api/crm/customer", "[]")).ShouldBeFault(400, "an array");
        (await app.Admin.SendContentAsync(HttpMethod.Post, "/api/crm/customer", new StringContent("name=Ada"))).ShouldBeFault(
            415, "a form");
        await app.StockUpAsync();
        (await app.PostAsync("/api/crm/customer", """{"name":"Eve","email":"ADA@example.com"}""")).ShouldBeFault(
            409, "taken", "email: Is taken by customer 1.");
        (await app.PutAsync("/api/crm/customer/1", """{"phone":"2"}""")).ShouldBeFault(400, "no name");
        (await app.PutAsync("/api/crm/customer/9", """{"name":"x"}""")).ShouldBeFault(404, "nobody");
        (await app.GetAsync("/api/erp/customers/9")).ShouldBeFault(404, "nobody", "There is no customer 9.");
        (await app.GetAsync("/api/erp/customers/x")).ShouldBeProblem(404, "no id");
        var method = await app.Admin.SendAsync(HttpMethod.Delete, "/api/crm/customer", null);
        method.ShouldBeFault(405, "a method that it does not know");
        method.Message.Content.Headers.Allow.ShouldBe(["POST", "GET", "HEAD"]);
    }

    [Fact]
    public async Task Pages_are_those_of_Spring_with_the_newest_update_first()
    {
        // Two writes within a millisecond would be as new as each other.
        var clock = new ManualClock();
        await using var app = await ErpClient.StartAsync(clock);
        (await app.GetAsync("/api/crm/customer")).Golden().ShouldBe(
            """{"content":[],"totalElements":0,"totalPages":0,"number":0,"size":10,"first":true,"last":true,"numberOfElements":0,"empty":true}""");
        foreach (var name in new[] { "a", "b", "c" })
        {
            (await app.PostAsync("/api/crm/customer", $$"""{"name":"{{name}}","email":"{{name}}@example.com"}""")).Status.ShouldBe(200);
        }

        clock.SetWall(clock.GetUtcNow().AddSeconds(1));
        await app.PutAsync("/api/crm/customer/1", """{"name":"a again"}""");
        var first = await app.GetAsync("/api/crm/customer?page=0&size=2");
        first.Body!["content"]!.AsArray().Select(customer => (long)customer!["id"]!).First().ShouldBe(1);
        first.Golden().ShouldEndWith(
            "\"totalElements\":3,\"totalPages\":2,\"number\":0,\"size\":2,"
            + "\"first\":true,\"last\":false,\"numberOfElements\":2,\"empty\":false}");
        (await app.GetAsync("/api/crm/customer?page=1&size=2")).Golden()
            .ShouldEndWith(
                "\"totalElements\":3,\"totalPages\":2,\"number\":1,\"size\":2,"
                + "\"first\":false,\"last\":true,\"numberOfElements\":1,\"empty\":false}");
        ((int)(await app.GetAsync("/api/crm/customer?size=9999")).Body!["size"]!).ShouldBe(500);
        var since = (string)first.Body["content"]![0]!["updatedAt"]!;
        (await app.GetAsync($"/api/crm/customer?updatedAt={since}")).Body!["content"]!
            .AsArray()
            .ShouldContain(customer => (long)customer!["id"]! == 1);
        ((int)(await app.GetAsync("/api/crm/customer?updatedAt=2999-01-01T00:00:00")).Body!["totalElements"]!).ShouldBe(0);
        (await app.GetAsync("/api/crm/customer?page=-1")).ShouldBeFault(400, "before the first", "page: Must be a whole number from 0.");
        (await app.GetAsync("/api/crm/customer?size=0")).ShouldBeFault(400, "no rows");
        (await app.GetAsync("/api/crm/customer?updatedAt=yesterday")).ShouldBeFault(400, "no instant");
    }

    [Fact]
    public async Task Only_who_may_is_let_in()
    {
        await using var app = await ErpClient.StartAsync();
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/crm/customer", null)).ShouldBeFault(401, "nobody");
        app.Anonymous.DefaultRequestHeaders.Authorization = new("Bearer", app.TokenFor("auditor"));
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/crm/customer", null)).Status.ShouldBe(200);
        (await app.Anonymous.SendAsync(HttpMethod.Post, "/api/crm/customer", """{"name":"a","email":"a@example.com"}""")).ShouldBeFault(
            403, "may only read");
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/erp/orders/pull", null)).ShouldBeFault(403, "may not pull");
    }
}
