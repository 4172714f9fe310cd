using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Dialects;

/// <summary>Sales management: the rows of the dialect, at its port, with and without /api.</summary>
[RunsOnEachStore]
public sealed class SalesTests : IAsyncLifetime
{
    private const string Tea = """{"name":"Tea","price":7.9,"description":"Black","stock":10}""";
    private const string Ada = """{"name":"Ada","email":"ada@example.com","phone":"1","address":"12 St James's Square, London"}""";

    private TestApp App { get; set; } = null!;

    private HttpClient Sales { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(static builder => builder.Configuration["LOCKSTEP_DIALECT_PORTS"] = "0:sales");
        Sales = new HttpClient { BaseAddress = App.Ports()[2] };
        Sales.DefaultRequestHeaders.Authorization = App.Admin.DefaultRequestHeaders.Authorization;
    }

    public async ValueTask DisposeAsync()
    {
        Sales.Dispose();
        await App.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api")]
    public async Task A_product_has_a_stock_that_is_a_number_both_ways(string root)
    {
        (await GetAsync($"{root}/products")).Golden().ShouldBe("[]");
        var made = await PostAsync($"{root}/products", Tea);
        made.Status.ShouldBe(201);
        made.Golden().ShouldBe("""{"id":1,"name":"Tea","price":7.9,"description":"Black","stock":10}""");
        (await GetAsync($"{root}/products")).Golden().ShouldBe($"[{made.Golden()}]");
        (await GetAsync($"{root}/products/1")).Golden().ShouldBe(made.Golden());
        (await PutAsync($"{root}/products/1", """{"price":"8.5","stock":12,"colour":"red"}""")).Golden()
            .ShouldBe("""{"id":1,"name":"Tea","price":8.5,"description":"Black","stock":12}""");
        (await PutAsync($"{root}/products/1", """{"description":null}""")).Golden()
            .ShouldBe("""{"id":1,"name":"Tea","price":8.5,"description":null,"stock":12}""");
        (await Sales.SendAsync(HttpMethod.Delete, $"{root}/products/1", null)).Status.ShouldBe(204);
        ShouldBeFault(await GetAsync($"{root}/products/1"), 404, "There is no product 1.");
    }

    [Fact]
    public async Task What_is_said_of_the_stock_leaves_what_orders_have_reserved_alone()
    {
        await PostAsync("/products", Tea);
        (await PostAsync("/orders", """{"items":[{"productId":1,"quantity":3}]}""")).Status.ShouldBe(201);
        ((long)(await GetAsync("/products/1")).Body!["stock"]!).ShouldBe(7, "what can still be ordered");
        var movements = (await App.GetAsync("/api/products/1/stock/movements")).Items.Count;
        ((long)(await PutAsync("/products/1", """{"name":"Tea, new","stock":7}""")).Body!["stock"]!).ShouldBe(7);
        (await App.GetAsync("/api/products/1/stock/movements")).Items.Count.ShouldBe(movements, "nobody counted");
        ((long)(await PutAsync("/products/1", """{"stock":20}""")).Body!["stock"]!).ShouldBe(20);
        (await App.GetAsync("/api/products/1")).Body!["stock"]!.ToJsonString().ShouldBe("""{"onHand":23,"reserved":3,"available":20}""");
        var refused = await PutAsync("/products/1", """{"stock":-1}""");
        refused.Blamed.ShouldBe(["stock"]);
        ((long)(await GetAsync("/products/1")).Body!["stock"]!).ShouldBe(20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api")]
    public async Task A_customer_has_an_address_that_is_a_string(string root)
    {
        var made = await PostAsync($"{root}/customers", Ada);
        made.Status.ShouldBe(201);
        made.Golden().ShouldBe("""{"id":1,"name":"Ada","email":"ada@example.com","phone":"1","address":"12 St James's Square, London"}""");
        (await GetAsync($"{root}/customers")).Golden().ShouldBe($"[{made.Golden()}]");
        (await GetAsync($"{root}/customers/1")).Golden().ShouldBe(made.Golden());
        (await PutAsync($"{root}/customers/1", """{"phone":"2","address":"1 Other Street"}""")).Golden()
            .ShouldBe("""{"id":1,"name":"Ada","email":"ada@example.com","phone":"2","address":"1 Other Street"}""");
        (await PutAsync($"{root}/customers/1", $$"""{"address":"{{new string('x', 301)}}"}""")).Blamed.ShouldBe(["address"]);
        ShouldBeFault(await PostAsync($"{root}/customers", Ada), 409, "email: Is taken by customer 1.");
        (await App.DeleteCustomerAsync(1)).Status.ShouldBe(204);
        (await PostAsync($"{root}/customers", Ada)).Status.ShouldBe(201);
    }

    [Fact]
    public async Task An_address_in_parts_is_one_line_and_stays_in_parts_when_it_comes_back()
    {
        const string Parts = """{"line":"12 St James's Square","city":"London","region":null,"postalCode":"SW1Y 4JH","country":"GB"}""";
        await App.AddCustomerAsync($$"""{"name":"Ada","address":{{Parts}}}""");
        const string Line = "12 St James's Square, SW1Y 4JH London, GB";
        ((string?)(await GetAsync("/customers/1")).Body!["address"]).ShouldBe(Line);
        (await PutAsync("/customers/1", $$"""{"name":"Ada L.","address":"{{Line}}"}""")).Status.ShouldBe(200);
        var kept = (await App.GetAsync("/api/customers/1")).Body!;
        ((string?)kept["name"]).ShouldBe("Ada L.");
        ((string?)kept["address"]!["postalCode"]).ShouldBe("SW1Y 4JH");
        await PutAsync("/customers/1", """{"address":"elsewhere"}""");
        (await App.GetAsync("/api/customers/1")).Body!["address"]!["line"]!.GetValue<string>().ShouldBe("elsewhere");
        ((string?)(await GetAsync("/customers/1")).Body!["address"]).ShouldBe("elsewhere");
        (await PutAsync("/customers/1", """{"address":null}""")).Body!["address"].ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api")]
    public async Task An_order_has_prices_and_PUT_changes_its_status(string root)
    {
        await StockUpAsync();
        var made = await PostAsync($"{root}/orders", """{"customerId":1,"items":[{"productId":1,"quantity":2,"price":7.9}]}""");
        made.Status.ShouldBe(201);
        made.Golden().ShouldBe(
            """{"id":1,"customerId":1,"items":[{"productId":1,"quantity":2,"price":7.9}],"""
            + "\"totalAmount\":15.8,\"status\":\"NEW\",\"createdAt\":\"T\"}");
        (await GetAsync($"{root}/orders")).Golden().ShouldBe($"[{made.Golden()}]");
        (await GetAsync($"{root}/orders/1")).Golden().ShouldBe(made.Golden());
        (await PutAsync($"{root}/orders/1", """{"status":"pending"}""")).Golden().ShouldBe(made.Golden(), "the same again");
        (await PutAsync($"{root}/orders/1", """{"status":"processing"}""")).Golden()
            .ShouldBe(made.Golden().Replace("NEW", "PROCESSING", StringComparison.Ordinal));
        (await PutAsync($"{root}/orders/1", """{"status":"DELIVERED"}""")).Blamed.ShouldBe(["status"]);
        (await PutAsync($"{root}/orders/1", """{"status":"lost"}""")).Blamed.ShouldBe(["status"]);
        (await Sales.SendAsync(HttpMethod.Delete, $"{root}/orders/1", null)).Status.ShouldBe(204);
        ShouldBeFault(await GetAsync($"{root}/orders/1"), 404, "There is no order 1.");
        ((long)(await GetAsync($"{root}/products/1")).Body!["stock"]!).ShouldBe(10, "what it had is given back");
    }

    [Fact]
    public async Task A_whole_order_that_comes_back_changes_its_status_alone_and_other_lines_while_it_is_new()
    {
        await StockUpAsync();
        var made = (await App.PostAsync(
            "/api/orders",
            """{"customerId":1,"reference":"PO-1","items":[{"productId":1,"quantity":2,"unitPrice":5,"discount":0.5}]}""")).Body!;
        var whole = (await GetAsync("/orders/1")).Body!.AsObject();
        whole["status"] = "PROCESSING";
        (await PutAsync("/orders/1", whole.ToJsonString())).Status.ShouldBe(200);
        var now = (await App.GetAsync("/api/orders/1")).Body!;
        now["items"]!.ToJsonString().ShouldBe(made["items"]!.ToJsonString(), "with the discount, of which the dialect knows nothing");
        ((string?)now["reference"]).ShouldBe("PO-1");

        await PostAsync("/orders", """{"customerId":1,"items":[{"productId":1,"quantity":2}]}""");
        var more = await PutAsync("/orders/2", """{"items":[{"productId":1,"quantity":5}]}""");
        more.Status.ShouldBe(200, more.Body?.ToJsonString());
        ((decimal)more.Body!["totalAmount"]!).ShouldBe(39.5m);
        ((long)(await GetAsync("/products/1")).Body!["stock"]!).ShouldBe(3, "5 and 2 are reserved");
    }

    [Fact]
    public async Task Another_price_needs_the_permission_and_is_a_400_without()
    {
        await StockUpAsync();
        const string Cheap = """{"customerId":1,"items":[{"productId":1,"quantity":1,"price":1}]}""";
        using var seller = new HttpClient { BaseAddress = Sales.BaseAddress };
        seller.DefaultRequestHeaders.Authorization = new("Bearer", App.TokenFor("sales"));
        var refused = await seller.SendAsync(HttpMethod.Post, "/orders", Cheap);
        refused.ShouldBeProblem(400, "the catalogue's price");
        refused.Blamed.ShouldBe(["items[0].price"]);
        refused.Body!["success"]!.GetValue<bool>().ShouldBeFalse();
        (await seller.SendAsync(HttpMethod.Post, "/orders", Cheap.Replace("1}]", "7.9}]", StringComparison.Ordinal))).Status.ShouldBe(201);
        ((decimal)(await PostAsync("/orders", Cheap)).Body!["totalAmount"]!).ShouldBe(1, "an admin may");
    }

    [Fact]
    public async Task A_return_is_no_order_of_theirs()
    {
        await StockUpAsync();
        await PostAsync("/orders", """{"items":[{"productId":1,"quantity":1}]}""");
        (await App.PostAsync("/api/orders", """{"kind":"return","items":[{"productId":1,"quantity":1}]}""")).Status.ShouldBe(201);
        (await GetAsync("/orders")).Body!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_API_client_of_the_dialect_speaks_it_at_the_canonical_paths_too()
    {
        await PostAsync("/products", Tea);
        var made = await App.PostAsync("/api/clients", """{"clientId":"crm","name":"crm","roles":["integrator"],"dialect":"sales"}""");
        var key = ("X-Api-Key", (string)made.Body!["clientSecret"]!);
        foreach (var path in new[] { "/products", "/api/products" })
        {
            (await App.Anonymous.SendAsync(HttpMethod.Get, path, null, key)).Body!.AsArray().Count.ShouldBe(1, path);
            (await App.Anonymous.SendAsync(HttpMethod.Get, $"{path}/1", null, key)).Body!["stock"]!.GetValue<long>().ShouldBe(10, path);
        }

        (await App.Anonymous.SendAsync(HttpMethod.Post, "/api/customers", Ada, key)).Status.ShouldBe(201);
        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/packages", null, key)).Items
            .ShouldNotBeNull("what it has no word for stays canonical");
        (await App.GetAsync("/api/products")).Items.Count.ShouldBe(1, "nobody else speaks it");
    }

    private async Task StockUpAsync()
    {
        (await PostAsync("/products", Tea)).Status.ShouldBe(201);
        (await PostAsync("/customers", Ada)).Status.ShouldBe(201);
    }

    private static void ShouldBeFault(ApiAnswer answer, int status, string message)
    {
        answer.ShouldBeProblem(status, message);
        ((bool?)answer.Body!["success"]).ShouldBe(false);
        ((string?)answer.Body!["message"]).ShouldBe(message);
    }

    private Task<ApiAnswer> GetAsync(string path) => Sales.SendAsync(HttpMethod.Get, path, null);

    private Task<ApiAnswer> PostAsync(string path, string json) => Sales.SendAsync(HttpMethod.Post, path, json);

    private Task<ApiAnswer> PutAsync(string path, string json) => Sales.SendAsync(HttpMethod.Put, path, json);
}
