using Lockstep.Host;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

[RunsOnEachStore]
public sealed class PermissionMatrixTests(OwnersFixture fixture) : IClassFixture<OwnersFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public void Every_route_says_what_the_table_says()
    {
        foreach (var route in Routes(App.Services))
        {
            var (method, template) = AccessMatrix.Of([route])[0];
            var what = $"{method} {template}";
            var rule = AccessTable.Find(template, method.Method).ShouldNotBeNull($"{what} stands nowhere in the table");
            (route.Metadata.GetMetadata<OpenToAll>() is not null).ShouldBe(rule.IsOpen, what);
            (route.Metadata.GetMetadata<SignedIn>() is not null).ShouldBe(rule.Permission is null, what);
            if (rule is { IsOpen: false, Permission: not null })
            {
                route.Metadata.GetMetadata<RequiredPermission>()
                    .ShouldBe(new RequiredPermission(rule.Permission, rule.Own, rule.Also), what);
            }
        }
    }

    [Fact]
    public async Task The_gateway_lets_each_role_do_what_the_table_says_to_its_own_to_others_and_to_what_is_not_there()
    {
        var calls = await AccessMatrix.CheckAsync(
            [.. AccessMatrix.Of(Routes(App.Services)).Select(Asked).Where(static route => !IsInner(route.Template))],
            token => token is null ? new HttpClient { BaseAddress = App.Address } : App.WithToken(token), fixture.TokenOf);
        calls.ShouldBeGreaterThan(500);
    }

    public static TheoryData<string> Modules => [.. TestDatabases.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task A_module_without_a_gateway_before_it_lets_each_role_do_the_same(string name)
    {
        await using var alone = await ModuleAlone.StartAsync(Module(name));
        await AddOwnersAsync(alone, name);
        var endpoints = AccessMatrix.Of(alone.Routes);
        (await AccessMatrix.CheckAsync(endpoints, alone.Client, alone.TokenOf)).ShouldBeGreaterThan(endpoints.Count);
    }

    [Fact]
    public async Task A_customer_finds_only_itself_whatever_it_asks_for()
    {
        using var customer = App.WithToken(fixture.TokenOf("customer"));
        foreach (var (path, found) in new[]
        {
            ("/api/customers", true), ("/api/customers?q=customer", true), ("/api/customers?q=cu", true),
            ("/api/customers?email=two@example.com", false), ("/api/customers?q=two", false), ("/api/customers?sort=-name", true),
            ("/api/customers?page=1&size=1", true), ("/api/customers/changes", true), ("/api/packages", true),
            ("/api/packages?customerId=2", false), ("/api/packages/changes", true), ("/api/orders", true),
            ("/api/orders?customerId=2", false), ("/api/orders?q=two", false), ("/api/orders/changes", true), ("/api/tickets", true),
            ("/api/tickets?customerId=2", false), ("/api/tickets?q=two", false), ("/api/tickets?q=one", true),
            ("/api/tickets/changes", true),
        })
        {
            var answer = await customer.SendAsync(HttpMethod.Get, path, null);
            answer.Status.ShouldBe(200, path);
            answer.Body!.ToJsonString().ShouldNotContain("two", Case.Insensitive, path);
            answer.Items.Any().ShouldBe(found, path);
            (answer.Body["total"] is null || (long)answer.Body["total"]! == (found ? 1 : 0)).ShouldBeTrue(path);
        }

        var export = await customer.GetStringAsync("/api/customers/export", TestContext.Current.CancellationToken);
        export.ShouldContain("one@example.com");
        export.ShouldNotContain("two");
        var overview = await customer.SendAsync(HttpMethod.Get, "/api/customers/1/overview", null);
        overview.Body!["packages"]!.AsArray().Count.ShouldBe(1);
        overview.Body!["orders"]!.AsArray().Count.ShouldBe(1);
        (await customer.SendAsync(HttpMethod.Get, "/api/customers/2/overview", null)).ShouldBeProblem(404, "another's overview");
    }

    [Fact]
    public async Task A_customer_changes_itself_but_not_what_the_staff_decides()
    {
        using var customer = App.WithToken(fixture.TokenOf("customer"));
        (await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"phone":"+49 30 1"}""")).Status.ShouldBe(200);
        (await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"status":"inactive"}""")).ShouldBeProblem(403, "status");
        (await customer.SendAsync(HttpMethod.Patch, "/api/customers/2", """{"phone":"+49 30 1"}""")).ShouldBeProblem(404, "another's");
        (await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"source":"erp","externalId":"taken"}"""))
            .ShouldBeProblem(403, "an external id that somebody has, and one that nobody has, answer alike");
    }

    [Fact]
    public async Task A_feed_of_ones_own_changes_goes_on_behind_what_belongs_to_others()
    {
        using var customer = App.WithToken(fixture.TokenOf("customer"));
        var before = (await App.GetAsync("/api/customers/changes?after=now")).Next;
        var own = await customer.SendAsync(HttpMethod.Get, "/api/customers/changes", null);
        own.Items.ShouldNotBeEmpty();

        // What another test of this class changed may get its place in the feed just now.
        var after = (await App.GetAsync("/api/customers/changes?after=now")).Next;
        own.Next.ShouldBeOneOf(before, after);
    }

    [Fact]
    public async Task A_customer_role_without_a_customer_reaches_nothing()
    {
        using var nobody = App.As("customer");
        (await nobody.SendAsync(HttpMethod.Get, "/api/customers", null)).Items.ShouldBeEmpty();
        (await nobody.SendAsync(HttpMethod.Get, "/api/packages", null)).Items.ShouldBeEmpty();
        (await nobody.SendAsync(HttpMethod.Get, "/api/orders", null)).Items.ShouldBeEmpty();
        (await nobody.SendAsync(HttpMethod.Get, "/api/customers/1", null)).Status.ShouldBe(404);
    }

    private static async Task AddOwnersAsync(ModuleAlone alone, string name)
    {
        using var admin = alone.Client(alone.TokenOf("admin"));
        if (name is "reports")
        {
            await TestApp.EventuallyAsync(
                async () => (await admin.SendAsync(HttpMethod.Get, "/reports/sales", null)).Status == 200,
                "reports are built for the first time");
        }

        foreach (var owner in new[] { 1, 2 })
        {
            var (path, body) = name switch
            {
                "crm" => ("/customers", $$"""{"name":"Customer {{owner}}"}"""),
                "inventory" => ("/packages", $$"""{"customerId":{{owner}},"customerName":"Customer {{owner}}","kind":"parcel"}"""),
                "support" => ("/tickets", $$"""{"customerId":{{owner}},"subject":"Of customer {{owner}}"}"""),
                "orders" => ("/orders", $$"""{"customerId":{{owner}},"items":[{"productId":1,"quantity":1}]}"""),
                _ => ("", ""),
            };
            if (path.Length > 0)
            {
                (await admin.SendAsync(HttpMethod.Post, path, body)).Status.ShouldBe(201);
            }
        }
    }

    /// <summary>A route of the dialect of the ERP as its clients ask for it, on any port; other dialects have ports of their own.</summary>
    private static (HttpMethod Method, string Template) Asked((HttpMethod Method, string Template) route)
    {
        var inner = DialectRoute.InnerPath("erp", "");
        return route.Template.StartsWith(inner, StringComparison.Ordinal) ? (route.Method, route.Template[inner.Length..]) : route;
    }

    private static bool IsInner(string template) => template.StartsWith(DialectRoute.Root, StringComparison.Ordinal);

    private static IModule Module(string name) =>
        Program.Modules.Single(module => string.Equals(module.Manifest.Name, name, StringComparison.Ordinal));

    private static IEnumerable<RouteEndpoint> Routes(IServiceProvider services) =>
        services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
}

/// <summary>An app with two customers, each with a package and an order of the same id.</summary>
public sealed class OwnersFixture : IAsyncLifetime
{
    internal TestApp App { get; private set; } = null!;

    /// <summary>A token of customer 1 with a role.</summary>
    public string TokenOf(string role) => App.TokenFor(customer: 1, role);

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        (await App.AddCustomerAsync("""{"name":"Customer One","email":"one@example.com"}""")).ShouldBe(1);
        await PackageAsync(1);
        (await App.AddCustomerAsync("""{"name":"Customer Two","email":"two@example.com"}""")).ShouldBe(2);
        await PackageAsync(2);
        (await App.PostAsync("/api/products", """{"name":"Bolt","price":1,"stock":100}""")).Status.ShouldBe(201);
        (await App.PostAsync("/api/orders", """{"customerId":1,"items":[{"productId":1,"quantity":1}]}""")).Status.ShouldBe(201);
        (await App.PostAsync("/api/orders", """{"customerId":2,"items":[{"productId":1,"quantity":1}]}""")).Status.ShouldBe(201);
        (await App.PostAsync("/api/tickets", """{"customerId":1,"subject":"Of one"}""")).Status.ShouldBe(201);
        (await App.PostAsync("/api/tickets", """{"customerId":2,"subject":"Of two"}""")).Status.ShouldBe(201);
        (await App.PostAsync("/api/customers", """{"name":"Customer Three","source":"erp","externalId":"taken"}""")).Status.ShouldBe(201);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private Task PackageAsync(long id) =>
        TestApp.EventuallyAsync(async () => (await App.GetAsync($"/api/packages/{id}")).Status == 200, "there is a package");
}
