using System.Net;
using System.Net.Http.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Events;

/// <summary>A stream shows what its caller may see, and ends when that changes.</summary>
[RunsOnEachStore]
public sealed class EventStreamAccessTests(OwnersFixture fixture) : IClassFixture<OwnersFixture>
{
    private const string All = "?after=oldest&wait=0";
    private const string Password = "a password of somebody";

    /// <summary>Which permissions show a kind of record, written down a second time: the code is measured by it.</summary>
    private static readonly Dictionary<string, Rule> Kinds = new(StringComparer.Ordinal)
    {
        ["customers"] = new(Permissions.CustomersRead, Permissions.CustomersReadOwn),
        ["orders"] = new(Permissions.OrdersRead, Permissions.OrdersReadOwn, Permissions.OrdersPull),
        ["packages"] = new(Permissions.PackagesRead, Permissions.PackagesReadOwn),
        ["products"] = new(Permissions.ProductsRead),
        ["tickets"] = new(Permissions.TicketsRead, Permissions.TicketsReadOwn),
        ["users"] = new(Permissions.UsersRead),
        ["clients"] = new(Permissions.ClientsRead),
    };

    private TestApp App => fixture.App;

    [Fact]
    public async Task Each_role_sees_the_kinds_of_records_that_it_may_follow_and_a_customer_only_its_own()
    {
        await App.PostAsync("/api/clients", """{"name":"Poller","roles":["integrator"]}""");
        await NumberedAsync();
        var own = await OfFirstCustomerAsync();
        foreach (var role in Permissions.Roles)
        {
            using var caller = App.WithToken(fixture.TokenOf(role));
            using var stream = await StreamClient.OpenAsync(caller, All);
            var seen = (await stream.RestAsync()).Select(static one => one.Subject).Distinct(StringComparer.Ordinal)
                .ToLookup(static subject => subject.Split('/')[0], StringComparer.Ordinal);
            var granted = Permissions.Of([role]);
            Words(seen.Select(static kind => kind.Key))
                .ShouldBe(Words(Kinds.Where(kind => kind.Value.Some(granted)).Select(static kind => kind.Key)), role);
            foreach (var (kind, rule) in Kinds.Where(kind => kind.Value.Some(granted) && !kind.Value.All(granted)))
            {
                Words(seen[kind]).ShouldBe(Words(own[kind]), role);
            }
        }
    }

    /// <summary>What belongs to the customer that the role of customers has here, of each kind, whatever other tests have made.</summary>
    private async Task<ILookup<string, string>> OfFirstCustomerAsync()
    {
        using var stream = await StreamClient.OpenAsync(App.Admin, All);
        return (await stream.RestAsync())
            .Where(static one => one.Subject is "customers/1" || (long?)one.Data["data"]!["record"]?["customerId"] is 1)
            .Select(static one => one.Subject).Where(static subject => !subject.StartsWith("users/", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).ToLookup(static subject => subject.Split('/')[0], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Who_may_see_nothing_of_what_is_asked_for_is_refused()
    {
        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/events/stream", null)).ShouldBeProblem(401, "anonymous");
        using var nobody = App.As("no such role");
        (await nobody.SendAsync(HttpMethod.Get, "/api/events/stream", null)).ShouldBeProblem(403, "no role");
        using var customer = App.WithToken(fixture.TokenOf("customer"));
        (await customer.SendAsync(HttpMethod.Get, "/api/events/stream?type=lockstep.user.*", null)).ShouldBeProblem(403, "others' kinds");
    }

    [Fact]
    public async Task Anothers_record_one_that_is_not_there_and_a_customer_role_without_a_customer_are_the_same_silence()
    {
        await NumberedAsync();
        using var customer = App.WithToken(fixture.TokenOf("customer"));
        using var unlinked = App.As("customer");
        foreach (var (caller, query) in new[]
        {
            (customer, "&subject=customers/2,orders/2"), (customer, "&subject=customers/99999"), (unlinked, ""),
        })
        {
            using var stream = await StreamClient.OpenAsync(caller, All + query);
            stream.Status.ShouldBe(200);
            (await stream.RestAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_customer_hears_of_its_own_orders_as_they_come_and_go_and_of_no_others()
    {
        using var customer = App.WithToken(fixture.TokenOf("customer"));
        using var stream = await StreamClient.BegunAsync(customer, "?type=lockstep.order.*");
        using var both = await StreamClient.BegunAsync(App.Admin, "?type=lockstep.order.*");
        var told = new List<string>();
        foreach (var owner in new[] { 2, 1, 2, 1 })
        {
            var placed = await App.PostAsync("/api/orders", $$"""{"customerId":{{owner}},"items":[{"productId":1,"quantity":1}]}""");
            var order = placed.Body!["id"]!;
            (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/orders/{order}", """{"reference":"R"}""")).Status.ShouldBe(200);
            (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/orders/{order}", null)).Status.ShouldBe(204);
            told.AddRange(owner == 1 ? [$"orders/{order}"] : []);
        }

        var heard = (await both.TakeAsync(4 * 3)).Where(one => told.Contains(one.Subject, StringComparer.Ordinal))
            .Select(static one => one.Change);
        heard.Count().ShouldBeGreaterThanOrEqualTo(6);
        (await stream.TakeAsync(heard.Count())).Select(static one => one.Change).ShouldBe(heard);
        using var again = await StreamClient.OpenAsync(customer, "?type=lockstep.order.deleted.v1&after=oldest&wait=0");
        (await again.RestAsync()).Select(static one => one.Subject).ShouldBe(told, "from the database as from memory");
    }

    [Fact]
    public async Task What_was_erased_does_not_come_out()
    {
        var id = await App.AddCustomerAsync("""{"name":"Erasmus Gone","email":"erasmus@example.com"}""");
        (await App.PostAsync("/api/orders", $$"""{"customerId":{{id}},"items":[{"productId":1,"quantity":1}]}""")).Status.ShouldBe(201);
        using var before = await StreamClient.BegunAsync(App.Admin, "?after=oldest&type=lockstep.customer.*,lockstep.order.*");
        while (!(await before.NextAsync())!.Data.ToJsonString().Contains("Erasmus", StringComparison.Ordinal))
        {
        }

        foreach (var order in (await App.GetAsync($"/api/orders?customerId={id}")).Items)
        {
            await App.PostAsync($"/api/orders/{order!["id"]}/cancel", "{}");
        }

        (await App.DeleteCustomerAsync(id)).Status.ShouldBe(204);
        (await App.PostAsync($"/api/customers/{id}/erase", "")).Status.ShouldBe(200);
        await NumberedAsync();
        using var after = await StreamClient.OpenAsync(App.Admin, All);
        var all = await after.RestAsync();
        var made = all.Single(one => string.Equals(one.Change, $"customers/{id}@1", StringComparison.Ordinal));
        made.Data["data"]!["record"].ShouldBeNull();
        all.ShouldAllBe(static one => !one.Data.ToJsonString().Contains("Erasmus", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("""{"disabled":true}""")]
    [InlineData("""{"roles":["warehouse"]}""")]
    [InlineData(null)]
    public async Task A_stream_ends_when_its_user_is_disabled_loses_a_role_or_signs_out(string? change)
    {
        var email = $"user-{change?.Length}@example.com";
        var id = (await App.PostAsync(
            "/api/users", $$"""{"name":"Zoë","email":"{{email}}","password":"{{Password}}","roles":["sales"]}""")).Body!["id"]!;
        var login = await App.Anonymous.SendAsync(
            HttpMethod.Post, "/api/auth/login", $$"""{"email":"{{email}}","password":"{{Password}}"}""");
        using var client = App.WithToken((string)login.Body!["access_token"]!);
        using var stream = await StreamClient.BegunAsync(client, "?type=lockstep.customer.*");
        (await (change is null
            ? client.SendAsync(HttpMethod.Post, "/api/auth/logout", null)
            : App.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{id}", change))).Status.ShouldBeOneOf([200, 204]);
        await App.AddCustomerAsync("""{"name":"not for them"}""");
        await EndsAsync(stream, "credential");
    }

    [Fact]
    public async Task A_stream_of_a_key_goes_on_while_the_key_is_good_and_ends_with_it_or_with_its_rights()
    {
        var made = (await App.PostAsync("/api/clients", """{"name":"Follower","clientId":"follower","roles":["support"]}""")).Body!;
        var client = (long)made["client"]!["id"]!;
        using var http = new HttpClient { BaseAddress = App.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", (string)made["clientSecret"]!);
        await NumberedAsync();
        using (var stream = await StreamClient.BegunAsync(http))
        {
            (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/clients/{client}", """{"roles":["auditor"]}""")).Status.ShouldBe(200);
            await EndsAsync(stream, "rights");
        }

        using (var stream = await StreamClient.BegunAsync(http, "?type=lockstep.customer.*"))
        {
            var key = (await App.GetAsync($"/api/clients/{client}/keys")).Items[0]!["id"]!;
            (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/clients/{client}/keys/{key}", null)).Status.ShouldBe(204);
            await EndsAsync(stream, "credential");
        }
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_expires_and_one_by_cookie_goes_on_until_the_session_ends()
    {
        var clock = new ManualClock();
        await using var app = await EdgeApp.StartAsync(clock);
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = app.Address };
        using var signIn = await browser.PostAsJsonAsync(
            "/api/auth/session", new { email = TestApp.AdminEmail, password = TestApp.AdminPassword },
            TestContext.Current.CancellationToken);
        signIn.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var byToken = await StreamClient.BegunAsync(app.Admin, "?type=lockstep.customer.*");
        using var byCookie = await StreamClient.BegunAsync(browser, "?type=lockstep.customer.*");
        clock.Advance(TimeSpan.FromMinutes(6));
        await EndsAsync(byToken, "credential");
        var token = (string)(await browser.SendAsync(HttpMethod.Get, "/api/auth/session", null)).Body!["antiforgeryToken"]!;
        (await browser.SendAsync(HttpMethod.Post, "/api/customers", """{"name":"by cookie"}""", (PortalCookie.AntiforgeryHeader, token)))
            .Status.ShouldBe(201);
        (await byCookie.NextAsync())!.Subject.ShouldBe("customers/1");
        (await browser.SendAsync(HttpMethod.Post, "/api/auth/logout", null, (PortalCookie.AntiforgeryHeader, token))).Status.ShouldBe(204);
        clock.Advance(TimeSpan.FromSeconds(1));
        await EndsAsync(byCookie, "credential");
    }

    private static string Words(IEnumerable<string> words) => string.Join(' ', words.Order(StringComparer.Ordinal));

    /// <summary>Nothing but the word that it ends, and then its end.</summary>
    private static async Task EndsAsync(StreamClient stream, string reason)
    {
        var end = (await stream.NextAsync()).ShouldNotBeNull();
        (end.Name, (string?)end.Data["reason"]).ShouldBe(("end", reason));
        (await stream.NextAsync()).ShouldBeNull();
    }

    private async Task NumberedAsync()
    {
        foreach (var module in new[] { "identity", "crm", "inventory", "orders" })
        {
            await App.NumberedAsync(module);
        }
    }
}
