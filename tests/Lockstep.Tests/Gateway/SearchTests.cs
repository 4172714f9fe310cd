using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>The search over all kinds: what is found, in which order, by whom.</summary>
[RunsOnEachStore]
public sealed class SearchTests(SearchFixture fixture) : IClassFixture<SearchFixture>
{
    private TestApp App => fixture.App;

    [Theory]
    [InlineData("ada@example.com", "customer 1 exact")]
    [InlineData(" ADA@Example.COM ", "customer 1 exact")]
    [InlineData("c-77", "customer 1 exact")]
    [InlineData("bolt-1", "product 1 exact, product 2 words")]
    [InlineData("PO 4711", "order 1 exact")]
    [InlineData("po 4711", "order 1 exact")]
    [InlineData("bolt", "product 1 prefix, customer 2 prefix, product 2 words, ticket 1 words")]
    [InlineData("bent bolt", "ticket 1 words")]
    [InlineData("jose", "customer 2 prefix, order 2 prefix, package 2 prefix")]
    [InlineData("lovelace ada", "customer 3 words, customer 1 words, order 1 words, package 1 words")]
    [InlineData(
        "ada",
        "customer 3 prefix, customer 1 prefix, order 1 prefix, package 1 prefix, user 2 prefix, "
        + "ticket 1 words, customer 2 words, order 2 words, package 2 words")]
    [InlineData("admin ada", "user 2 words")]
    [InlineData("2079460958", "customer 1 words")]
    [InlineData("3", "customer 3 exact, package 3 exact")]
    [InlineData("%", "")]
    [InlineData("nobody at all", "")]
    public async Task Exact_hits_come_first_then_beginnings_then_words(string text, string hits)
    {
        var answer = await App.GetAsync($"/api/search?q={Uri.EscapeDataString(text)}");
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        var found = answer.Items.Select(static hit => $"{hit!["kind"]} {hit["id"]} {hit["match"]}").ToList();

        // How packages are numbered is up to the order in which the events came.
        var expected = hits.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        Of(found, "package").Count().ShouldBe(Of(expected, "package").Count(), string.Join(", ", found));
        string[] others = ["customer", "product", "order", "ticket", "user"];
        others.SelectMany(kind => Of(found, kind)).ShouldBe(others.SelectMany(kind => Of(expected, kind)), string.Join(", ", found));
        found.Select(static hit => hit.Split(' ')[2]).ShouldBe(found.Select(static hit => hit.Split(' ')[2])
            .OrderBy(static word => Array.IndexOf(["exact", "prefix", "words"], word)));
        answer.Items.ShouldAllBe(static hit => (long)hit!["record"]!["id"]! == (long)hit["id"]!);
    }

    [Fact]
    public async Task A_customer_finds_the_catalogue_and_what_is_its_own()
    {
        using var ada = App.WithToken(App.TokenFor(customer: 1, "customer"));
        (await KindsAsync(ada, "/api/search?q=ada")).ShouldBe(["customer 1", "order 1", "package"]);
        // Not packages, whose names are made by chance and may begin with a 2.
        (await KindsAsync(ada, "/api/search?q=2&kinds=customer,order,product,ticket"))
            .ShouldBe(["customer 1", "product 2"], "its own telephone number has it");
        (await KindsAsync(ada, "/api/search?q=jose@example.com")).ShouldBeEmpty();
        (await KindsAsync(ada, "/api/search?q=BOLT-1")).ShouldBe(["product 1", "product 2"]);
        (await ada.SendAsync(HttpMethod.Get, "/api/search?q=ada&kinds=user", null)).ShouldBeProblem(403, "users");
        using var jose = App.WithToken(App.TokenFor(customer: 2, "customer"));
        (await KindsAsync(jose, "/api/search?q=bent")).ShouldBe(["ticket 1"]);
        (await KindsAsync(ada, "/api/search?q=bent")).ShouldBeEmpty("another's ticket");
        using var nobody = App.As("customer");
        (await KindsAsync(nobody, "/api/search?q=ada")).ShouldBeEmpty("nobody's own");
    }

    [Fact]
    public async Task Who_lacks_a_permission_finds_nothing_of_that_kind()
    {
        using var sales = App.As("sales");
        (await KindsAsync(sales, "/api/search?q=ada.admin@example.com")).ShouldBeEmpty();
        using var auditor = App.As("auditor");
        (await KindsAsync(auditor, "/api/search?q=ada.admin@example.com")).ShouldBe(["user 2"]);
        using var nothing = App.As();
        (await KindsAsync(nothing, "/api/search?q=ada")).ShouldBeEmpty();
        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/search?q=ada", null)).ShouldBeProblem(401, "nobody");
    }

    [Theory]
    [InlineData("", "q")]
    [InlineData("q=", "q")]
    [InlineData("q=%20%20", "q")]
    [InlineData("q=%CC%81", "q")]
    [InlineData("q=a%00b", "q")]
    [InlineData("q=1+2+3+4+5+6+7+8+9+10+11", "q")]
    [InlineData("q=a&limit=0", "limit")]
    [InlineData("q=a&limit=51", "limit")]
    [InlineData("q=a&limit=x", "limit")]
    [InlineData("q=a&kinds=custmer", "kinds")]
    [InlineData("q=a&kinds=customer,nothing", "kinds")]
    [InlineData("q=a&size=10", "size")]
    public async Task What_can_t_be_searched_is_refused_by_name(string query, string field)
    {
        var answer = await App.GetAsync($"/api/search?{query}");
        answer.ShouldBeProblem(400, query);
        answer.Blamed.ShouldBe([field]);
        (await App.GetAsync($"/api/search?q={new string('x', 201)}")).Blamed.ShouldBe(["q"]);
    }

    private static IEnumerable<string> Of(IEnumerable<string> hits, string kind) =>
        hits.Where(hit => hit.StartsWith(kind, StringComparison.Ordinal));

    private static async Task<IEnumerable<string>> KindsAsync(HttpClient client, string path)
    {
        var answer = await client.SendAsync(HttpMethod.Get, path, null);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Items.Select(static hit => (string?)hit!["kind"] is "package" ? "package" : $"{hit["kind"]} {hit["id"]}")
            .OrderBy(static hit => hit, StringComparer.Ordinal);
    }
}

/// <summary>The same where records are added and changed meanwhile.</summary>
[RunsOnEachStore]
public sealed class SearchOfChangesTests(SearchFixture fixture) : IClassFixture<SearchFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task Each_kind_has_its_limit_and_its_best_hits_are_not_crowded_out()
    {
        for (var number = 0; number < 8; number++)
        {
            await App.AddCustomerAsync($$"""{"name":"Lovelace {{number}}"}""");
        }

        var answer = await App.GetAsync("/api/search?q=lovelace&limit=3&kinds=customer,order");
        answer.Items.Select(static hit => (string?)hit!["record"]!["name"]).Where(static name => name is not null)
            .ShouldBe(["Lovelace 7", "Lovelace 6", "Lovelace 5"]);
        (await App.GetAsync("/api/search?q=ada@example.com&limit=1")).Items.Count.ShouldBe(1);
        var one = (await App.GetAsync("/api/search?q=BOLT-1&limit=1&kinds=product")).Items.ShouldHaveSingleItem()!;
        one["record"]!.ToJsonString().ShouldBe((await App.GetAsync("/api/products/1")).Body!.ToJsonString());
    }

    [Fact]
    public async Task An_address_that_nobody_confirmed_is_no_exact_hit()
    {
        using var grace = App.WithToken(App.TokenFor(customer: 3, "customer"));
        var claim = await grace.SendAsync(HttpMethod.Patch, "/api/customers/3", """{"email":"stranger@example.com"}""");
        claim.Status.ShouldBe(200, claim.Body?.ToJsonString());
        (await App.GetAsync("/api/search?q=stranger@example.com&kinds=customer")).Items.Select(static hit => (string?)hit!["match"])
            .ShouldBe(["prefix"]);
    }
}

/// <summary>An app with a few records of each kind.</summary>
public sealed class SearchFixture : IAsyncLifetime
{
    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        await App.AddCustomerAsync(
            """{"name":"Ada Lovelace","email":"ada@example.com","phone":"+44 20 7946 0958","source":"shop","externalId":"C-77"}""");
        await App.AddCustomerAsync("""{"name":"José Adamczyk","email":"jose@example.com","organisation":"Bolt & Nut"}""");
        await App.AddCustomerAsync("""{"name":"Grace","organisation":"Ada Lovelace"}""");
        await PostAsync("products", """{"sku":"BOLT-1","name":"Bolt","price":1,"stock":100}""");
        await PostAsync("products", """{"sku":"NUT","name":"Nut for bolt-1","price":1,"stock":100}""");
        await PostAsync("orders", """{"customerId":1,"reference":"PO 4711","items":[{"productId":1,"quantity":1}]}""");
        await PostAsync("orders", """{"customerId":2,"items":[{"productId":1,"quantity":1}]}""");
        await PostAsync("tickets", """{"customerId":2,"subject":"The bolt is bent","description":"It was bent by Ada"}""");
        await PostAsync("users", """{"name":"Ada Admin","email":"ada.admin@example.com","roles":["sales"]}""");
        await TestApp.EventuallyAsync(async () => (await App.GetAsync("/api/packages")).Items.Count == 3, "the packages are made");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task PostAsync(string resource, string json)
    {
        var answer = await App.PostAsync($"/api/{resource}", json);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
    }
}
