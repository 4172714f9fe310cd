using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Dialects;

/// <summary>The shop: the rows of the dialect, at its port and, to register and to sign in, at every one.</summary>
[RunsOnEachStore]
public sealed class ShopTests : IAsyncLifetime
{
    private const string Ada = """{"name":"Ada","email":"ada@example.com","password":"engines made of brass"}""";
    private const string SignIn = """{"email":"ada@example.com","password":"engines made of brass"}""";

    private TestApp App { get; set; } = null!;

    /// <summary>The staff's.</summary>
    private HttpClient Admin { get; set; } = null!;

    /// <summary>Of nobody in particular: the port lets such calls in as a client that may read the catalogue.</summary>
    private HttpClient Visitor { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(static builder =>
        {
            builder.Configuration["LOCKSTEP_LEGACY"] = "0:shop:shop-window";
            builder.Configuration["Registration:Enabled"] = "true";
        });
        Visitor = new HttpClient { BaseAddress = App.Ports()[2] };
        Admin = new HttpClient { BaseAddress = App.Ports()[2] };
        Admin.DefaultRequestHeaders.Authorization = App.Admin.DefaultRequestHeaders.Authorization;
        (await App.PostAsync(
            "/api/clients",
            """{"clientId":"shop-window","name":"Shop","roles":["support"],"scopes":["catalogue:read"]}""")).Status.ShouldBe(201);
        (await PostAsync(Admin, "/api/products", """{"name":"Tea","price":7.9,"quantity":10}""")).Golden()
            .ShouldBe("""{"id":1,"name":"Tea","price":7.9,"quantity":10}""");
    }

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        Admin.Dispose();
        await App.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_registers_and_signs_in()
    {
        var made = await PostAsync(Visitor, "/api/customers/register", Ada);
        made.Status.ShouldBe(201);
        made.Golden().ShouldBe("""{"success":true,"message":"Registered.","customer":{"id":1,"name":"Ada","email":"ada@example.com"}}""");
        var signedIn = await PostAsync(Visitor, "/api/customers/login", SignIn);
        signedIn.Status.ShouldBe(200);
        var token = (string)signedIn.Body!["token"]!;
        token.Split('.').Length.ShouldBe(3, "a JWT");
        signedIn.Golden().ShouldBe(
            """{"success":true,"message":"Signed in.","token":"JWT","customer":{"id":1,"name":"Ada","email":"ada@example.com"}}"""
                .Replace("JWT", token, StringComparison.Ordinal));
        var known = (await App.GetAsync("/api/customers/1")).Body!;
        ((bool?)known["emailUnconfirmed"]).ShouldBe(true, "nobody has shown that it is hers");
        (await PostAsync(App.Anonymous, "/api/customers/login", SignIn)).Status.ShouldBe(200, "on the ordinary port too");
    }

    [Fact]
    public async Task Unknown_user_and_wrong_password_are_the_same_401_and_what_is_wrong_is_named()
    {
        await PostAsync(Visitor, "/api/customers/register", Ada);
        var unknown = await PostAsync(Visitor, "/api/customers/login", SignIn.Replace("ada@", "eve@", StringComparison.Ordinal));
        var wrong = await PostAsync(Visitor, "/api/customers/login", SignIn.Replace("brass", "steel", StringComparison.Ordinal));
        ShouldBeFault(unknown, 401, "The e-mail address or the password is wrong.");
        ShouldBeFault(wrong, 401, "The e-mail address or the password is wrong.");
        var twice = await PostAsync(Visitor, "/api/customers/register", Ada.Replace("ada@", "ADA@", StringComparison.Ordinal));
        ShouldBeFault(twice, 409, "email: Is taken by another user.");
        var bad = await PostAsync(Visitor, "/api/customers/register", """{"email":"x","password":"short"}""");
        bad.ShouldBeProblem(400, "nothing of it is good");
        bad.Blamed.Order(StringComparer.Ordinal).ShouldBe(["email", "name", "password"]);
        ((bool?)bad.Body!["success"]).ShouldBe(false);
    }

    [Fact]
    public async Task Whoever_is_nobody_sees_the_products_as_far_as_the_ports_client_may()
    {
        (await GetAsync(Visitor, "/api/products")).Golden().ShouldBe("""[{"id":1,"name":"Tea","price":7.9,"quantity":10}]""");
        (await GetAsync(Visitor, "/api/products/1")).Golden().ShouldBe("""{"id":1,"name":"Tea","price":7.9,"quantity":10}""");
        ShouldBeFault(await GetAsync(Visitor, "/api/products/2"), 404, "There is no product 2.");
        foreach (var path in new[] { "/api/customers", "/api/orders" })
        {
            (await GetAsync(Visitor, path)).ShouldBeProblem(403, path);
        }

        (await PostAsync(Visitor, "/api/products", """{"name":"x","price":1,"quantity":1}""")).ShouldBeProblem(403, "no writes");
        (await PostAsync(Visitor, "/api/orders", """{"productId":1,"quantity":1}""")).ShouldBeProblem(403, "no orders");
    }

    [Fact]
    public async Task The_staff_change_products_and_customers()
    {
        (await PutAsync(Admin, "/api/products/1", """{"price":8,"quantity":12}""")).Golden()
            .ShouldBe("""{"id":1,"name":"Tea","price":8,"quantity":12}""");
        (await PostAsync(Admin, "/api/customers", """{"name":"Bo","email":"bo@example.com"}""")).Golden()
            .ShouldBe("""{"id":1,"name":"Bo","email":"bo@example.com"}""");
        (await PutAsync(Admin, "/api/customers/1", """{"name":"Bob"}""")).Golden()
            .ShouldBe("""{"id":1,"name":"Bob","email":"bo@example.com"}""");
        (await GetAsync(Admin, "/api/customers")).Golden().ShouldBe("""[{"id":1,"name":"Bob","email":"bo@example.com"}]""");
        (await Admin.SendAsync(HttpMethod.Delete, "/api/products/1", null)).Status.ShouldBe(204);
        (await Admin.SendAsync(HttpMethod.Delete, "/api/customers/9", null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_customer_sees_and_changes_only_itself()
    {
        await App.AddCustomerAsync("""{"name":"Other","email":"other@example.com"}""");
        using var ada = await RegisterAsync();
        (await GetAsync(ada, "/api/customers")).Golden().ShouldBe("""[{"id":2,"name":"Ada","email":"ada@example.com"}]""");
        (await GetAsync(ada, "/api/customers/2")).Golden().ShouldBe("""{"id":2,"name":"Ada","email":"ada@example.com"}""");
        ShouldBeFault(await GetAsync(ada, "/api/customers/1"), 404, "There is no customer 1.");
        (await PutAsync(ada, "/api/customers/2", """{"name":"Ada L."}""")).Golden()
            .ShouldBe("""{"id":2,"name":"Ada L.","email":"ada@example.com"}""");
        (await PutAsync(ada, "/api/customers/1", """{"name":"Mine"}""")).ShouldBeProblem(404, "another's");
        (await ada.SendAsync(HttpMethod.Delete, "/api/customers/2", null)).ShouldBeProblem(403, "the staff's");
        (await PutAsync(ada, "/api/products/1", """{"price":1}""")).ShouldBeProblem(403, "the staff's");
    }

    [Fact]
    public async Task An_order_is_of_one_product_and_reserves_anew_while_it_is_pending()
    {
        using var ada = await RegisterAsync();
        var made = await PostAsync(ada, "/api/orders", """{"productId":1,"quantity":2}""");
        made.Status.ShouldBe(201);
        made.Golden().ShouldBe(
            """{"id":1,"customerId":1,"productId":1,"quantity":2,"status":"pending","totalAmount":15.8,"createdAt":"T"}""");
        (await QuantityAsync()).ShouldBe(8);
        (await PutAsync(ada, "/api/orders/1", """{"quantity":5}""")).Golden()
            .ShouldBe("""{"id":1,"customerId":1,"productId":1,"quantity":5,"status":"pending","totalAmount":39.5,"createdAt":"T"}""");
        (await QuantityAsync()).ShouldBe(5);
        (await PutAsync(ada, "/api/orders/1", """{"quantity":11}""")).ShouldBeProblem(409, "more than there is");
        (await PutAsync(ada, "/api/orders/1", """{"quantity":1}""")).Status.ShouldBe(200);
        (await QuantityAsync()).ShouldBe(9);
        (await GetAsync(ada, "/api/orders")).Body!.AsArray().Count.ShouldBe(1);
        (await PutAsync(ada, "/api/orders/1", "{}")).Body!["quantity"]!.GetValue<long>().ShouldBe(1, "nothing was said");
        (await PutAsync(ada, "/api/orders/1", """{"quantity":1,"status":"cancelled"}""")).Blamed.ShouldBe(["status"]);
        (await PutAsync(ada, "/api/orders/1", """{"quantity":0}""")).Blamed.ShouldBe(["quantity"]);
        (await PostAsync(ada, "/api/orders", """{"productId":9,"quantity":1}""")).Blamed.ShouldBe(["productId"]);
    }

    [Fact]
    public async Task What_came_on_top_at_another_price_is_the_same_order_of_one_product()
    {
        using var ada = await RegisterAsync();
        await PostAsync(ada, "/api/orders", """{"productId":1,"quantity":2}""");
        await PutAsync(Admin, "/api/products/1", """{"price":10}""");
        (await PutAsync(ada, "/api/orders/1", """{"quantity":3}""")).Golden()
            .ShouldBe("""{"id":1,"customerId":1,"productId":1,"quantity":3,"status":"pending","totalAmount":25.8,"createdAt":"T"}""");
        (await PutAsync(ada, "/api/orders/1", """{"quantity":2}""")).Body!["totalAmount"]!.GetValue<decimal>().ShouldBe(15.8m);
    }

    [Fact]
    public async Task A_customer_may_cancel_and_not_complete_and_the_staff_move_orders_along_in_the_shops_words()
    {
        using var ada = await RegisterAsync();
        await PostAsync(ada, "/api/orders", """{"productId":1,"quantity":2}""");
        await PostAsync(ada, "/api/orders", """{"productId":1,"quantity":3}""");
        await PostAsync(ada, "/api/orders", """{"productId":1,"quantity":1}""");
        (await PutAsync(ada, "/api/orders/1", """{"status":"completed"}""")).ShouldBeProblem(403, "the staff's");
        (await PutAsync(ada, "/api/orders/1", """{"status":"cancelled"}""")).Body!["status"]!.GetValue<string>().ShouldBe("cancelled");
        (await PostAsync(ada, "/api/orders/3/cancel", null)).Body!["status"]!.GetValue<string>().ShouldBe("cancelled");
        (await QuantityAsync()).ShouldBe(7);
        foreach (var (step, word) in new[]
        {
            ("processing", "processing"), ("SHIPPED", "processing"), ("DELIVERED", "completed"), ("INVOICED", "completed"),
            ("completed", "completed"),
        })
        {
            (await PutAsync(Admin, "/api/orders/2", $$"""{"status":"{{step}}"}""")).Body!["status"]!.GetValue<string>()
                .ShouldBe(word, step);
        }

        (await PutAsync(ada, "/api/orders/2", """{"quantity":1}""")).ShouldBeProblem(409, "it is gone");
        (await PutAsync(ada, "/api/orders/2", """{"status":"cancelled"}""")).ShouldBeProblem(409, "it is gone");
    }

    [Fact]
    public async Task Orders_of_others_are_as_good_as_not_there_and_the_staff_see_all()
    {
        using var ada = await RegisterAsync();
        await PostAsync(ada, "/api/orders", """{"productId":1,"quantity":2}""");
        using var bo = await RegisterAsync("bo");
        (await PostAsync(bo, "/api/orders", """{"productId":1,"quantity":1,"customerId":1}""")).Status.ShouldNotBe(201, "in her name");
        await PostAsync(bo, "/api/orders", """{"productId":1,"quantity":1}""");
        (await GetAsync(bo, "/api/orders")).Body!.AsArray().ShouldHaveSingleItem()!["customerId"]!.GetValue<long>().ShouldBe(2);
        foreach (var (method, path, body) in new[]
        {
            ("GET", "/api/orders/1", null), ("PUT", "/api/orders/1", """{"quantity":1}"""),
            ("PUT", "/api/orders/1", """{"status":"cancelled"}"""),
            ("POST", "/api/orders/1/cancel", null),
        })
        {
            ShouldBeFault(await bo.SendAsync(new HttpMethod(method), path, body), 404, "There is no order 1.");
        }

        (await GetAsync(Admin, "/api/orders")).Body!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_ticket_is_an_issue_in_three_states_that_its_customer_and_the_staff_see()
    {
        using var ada = await RegisterAsync();
        using var bo = await RegisterAsync("bo");
        (await GetAsync(ada, "/api/tickets")).Golden().ShouldBe("[]");
        var made = await PostAsync(ada, "/api/tickets", """{"issue":"The parcel is open."}""");
        made.Status.ShouldBe(201);
        made.Golden().ShouldBe("""{"id":1,"customerId":1,"issue":"The parcel is open.","status":"open","createdAt":"T"}""");
        (await GetAsync(ada, "/api/tickets")).Golden().ShouldBe($"[{made.Golden()}]");
        (await GetAsync(Admin, "/api/tickets/1")).Golden().ShouldBe(made.Golden());
        (await GetAsync(bo, "/api/tickets")).Golden().ShouldBe("[]");
        ShouldBeFault(await GetAsync(bo, "/api/tickets/1"), 404, "There is no ticket 1.");
        (await PutAsync(bo, "/api/tickets/1", """{"issue":"Mine"}""")).ShouldBeProblem(404, "another's");
        (await PutAsync(ada, "/api/tickets/1", """{"status":"processing"}""")).Status.ShouldNotBe(200, "the staff's step");
        foreach (var (step, word) in new[]
        {
            ("processing", "processing"), ("waiting", "processing"), ("resolved", "resolved"), ("closed", "resolved"),
        })
        {
            (await PutAsync(Admin, "/api/tickets/1", $$"""{"status":"{{step}}"}""")).Body!["status"]!.GetValue<string>()
                .ShouldBe(word, step);
        }

        (await PostAsync(ada, "/api/tickets", "{}")).Blamed.ShouldBe(["issue"]);
        (await ada.SendAsync(HttpMethod.Delete, "/api/tickets/1", null)).ShouldBeProblem(403, "the staff's");
        (await Admin.SendAsync(HttpMethod.Delete, "/api/tickets/1", null)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_long_issue_comes_back_as_it_was_said()
    {
        using var ada = await RegisterAsync();
        var issue = new string('x', 300) + "\nand more";
        var body = new System.Text.Json.Nodes.JsonObject { ["issue"] = issue }.ToJsonString();
        ((string?)(await PostAsync(ada, "/api/tickets", body)).Body!["issue"]).ShouldBe(issue);
        var subject = (string)(await App.GetAsync("/api/tickets/1")).Body!["subject"]!;
        subject.Length.ShouldBe(200);
        ((string?)(await PutAsync(ada, "/api/tickets/1", body)).Body!["issue"]).ShouldBe(issue);
        ((string?)(await App.GetAsync("/api/tickets/1")).Body!["subject"]).ShouldBe(subject);
        ((string?)(await PutAsync(ada, "/api/tickets/1", """{"issue":"short"}""")).Body!["issue"]).ShouldBe("short");
    }

    [Fact]
    public async Task An_order_of_several_products_tells_them_all()
    {
        await PostAsync(Admin, "/api/products", """{"name":"Cup","price":2,"quantity":5}""");
        const string Both = """[{"productId":1,"quantity":1},{"productId":2,"quantity":3}]""";
        (await App.PostAsync("/api/orders", "{\"items\":" + Both + "}")).Status.ShouldBe(201);
        (await GetAsync(Admin, "/api/orders/1")).Golden().ShouldBe(
            """{"id":1,"customerId":null,"productId":1,"quantity":1,"status":"pending","totalAmount":13.9,"createdAt":"T","items":"""
            + Both + "}");
        (await PutAsync(Admin, "/api/orders/1", """{"quantity":1}""")).ShouldBeProblem(409, "of which?");
    }

    private static void ShouldBeFault(ApiAnswer answer, int status, string message)
    {
        answer.ShouldBeProblem(status, message);
        ((bool?)answer.Body!["success"]).ShouldBe(false);
        ((string?)answer.Body!["message"]).ShouldBe(message);
    }

    /// <summary>Somebody who registered and signed in.</summary>
    private async Task<HttpClient> RegisterAsync(string name = "ada")
    {
        var made = await PostAsync(Visitor, "/api/customers/register", Ada.Replace("ada@", $"{name}@", StringComparison.Ordinal));
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        var signedIn = await PostAsync(Visitor, "/api/customers/login", SignIn.Replace("ada@", $"{name}@", StringComparison.Ordinal));
        var client = new HttpClient { BaseAddress = Visitor.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)signedIn.Body!["token"]!);
        return client;
    }

    private static Task<ApiAnswer> GetAsync(HttpClient client, string path) => client.SendAsync(HttpMethod.Get, path, null);

    private static Task<ApiAnswer> PostAsync(HttpClient client, string path, string? json) => client.SendAsync(HttpMethod.Post, path, json);

    private static Task<ApiAnswer> PutAsync(HttpClient client, string path, string json) => client.SendAsync(HttpMethod.Put, path, json);

    private async Task<long> QuantityAsync() => (long)(await GetAsync(Visitor, "/api/products/1")).Body!["quantity"]!;
}
