using System.Text.Json.Nodes;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Crm.Customers;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Crm;

/// <summary>An address that a customer gives itself may be anybody's.</summary>
[RunsOnEachStore]
public sealed class EmailClaimTests
{
    private const string Claim = """{"email":"Stranger@example.com"}""";

    [Fact]
    public async Task It_identifies_nobody_in_imports_orders_dialects_and_lists()
    {
        await using var app = await StartAsync();
        var imports = new ImportApi(app.Admin);
        using var customer = app.WithToken(app.TokenFor(customer: 1, "customer"));
        var claimed = await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", Claim);
        claimed.Status.ShouldBe(200);
        ((bool?)claimed.Body!["emailUnconfirmed"]).ShouldBe(true);

        var orders = new ImportApi(app.Admin, "orders");
        var (_, ordered) = await orders.CsvAsync("externalId,email,sku,quantity\nS-1,stranger@example.com,bolt,1\n");
        ((int)ordered["refused"]!).ShouldBe(1, "there is no such customer yet");
        (await app.PostAsync("/api/crm/customer", """{"name":"Stranger","email":"stranger@example.com"}""")).Status.ShouldBe(200);
        var (_, taken) = await imports.CsvAsync("name,email,phone\nStranger,stranger@example.com,+1 555\n");
        ImportApi.Counts(taken).ShouldBe((0, 1, 0, 0));
        (await app.GetAsync("/api/customers?email=stranger@example.com")).Items.Single()!["phone"]!.GetValue<string>().ShouldBe("+1 555");
        (await customer.SendAsync(HttpMethod.Get, "/api/customers/1", null)).Body!["phone"].ShouldBeNull();
    }

    [Fact]
    public async Task The_answer_is_the_same_whether_or_not_somebody_has_it()
    {
        await using var app = await StartAsync();
        await app.AddCustomerAsync("""{"name":"Stranger","email":"stranger@example.com"}""");
        using var customer = app.WithToken(app.TokenFor(customer: 1, "customer"));
        var free = (await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"email":"free@example.com"}""")).Body!.AsObject();
        var taken = (await customer.SendAsync(HttpMethod.Put, "/api/customers/1",
            """{"name":"Ada","email":"stranger@example.com"}""")).Body!.AsObject();
        foreach (var own in new[] { "email", "version", "updatedAt" })
        {
            free.Remove(own).ShouldBe(taken.Remove(own));
        }

        JsonNode.DeepEquals(free, taken).ShouldBeTrue(taken.ToJsonString());
        (await app.PostAsync("/api/customers/1/email/confirm", "{}")).Blamed.ShouldBe(["email"], "the staff hear whose it is");
    }

    [Fact]
    public async Task A_code_from_the_mail_confirms_it_and_only_for_this_customer_and_address()
    {
        await using var app = await StartAsync();
        using var customer = app.WithToken(app.TokenFor(customer: 1, "customer"));
        await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"email":"earlier@example.com"}""");
        var earlier = await CodeAsync(app, 1);
        await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", Claim);
        var code = await CodeAsync(app, 1);
        foreach (var wrong in new[] { "", "x", earlier, code[..^2] })
        {
            (await ConfirmAsync(customer, wrong)).Blamed.ShouldBe(["code"], wrong);
        }

        var confirmed = await ConfirmAsync(customer, code);
        confirmed.Status.ShouldBe(200, confirmed.Body?.ToJsonString());
        confirmed.Body!["emailUnconfirmed"].ShouldBeNull();
        (await app.GetAsync("/api/customers?email=stranger@example.com")).Items.Count.ShouldBe(1);
        (await app.PostAsync("/api/customers", """{"name":"Other","email":"stranger@example.com"}"""))
            .ShouldBeProblem(409, "it counts now");
        (await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"email":"STRANGER@example.com"}""")).Body!["emailUnconfirmed"]
            .ShouldBeNull();
        (await customer.SendAsync(HttpMethod.Post, "/api/customers/1/email/code", "{}")).ShouldBeProblem(409, "nothing to confirm");
    }

    [Fact]
    public async Task It_stays_so_under_changes_of_the_staff_until_the_staff_vouch_for_it()
    {
        await using var app = await StartAsync();
        using var customer = app.WithToken(app.TokenFor(customer: 1, "customer"));
        await customer.SendAsync(HttpMethod.Patch, "/api/customers/1", Claim);
        (await customer.SendAsync(HttpMethod.Post, "/api/customers/1/email/code", "{}")).ShouldBeProblem(409, "no mail here");
        var changed = await app.Admin.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"phone":"1"}""");
        ((bool?)changed.Body!["emailUnconfirmed"]).ShouldBe(true);
        (await app.GetAsync("/api/customers?email=stranger@example.com")).Items.ShouldBeEmpty();
        (await app.PostAsync("/api/customers/1/email/confirm", "{}")).Body!["emailUnconfirmed"].ShouldBeNull();
        (await app.GetAsync("/api/customers?email=stranger@example.com")).Items.Count.ShouldBe(1);
    }

    private static async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync();
        (await app.AddCustomerAsync("""{"name":"Ada","email":"ada@example.com"}""")).ShouldBe(1);
        (await app.PostAsync("/api/products", """{"name":"Bolt","sku":"bolt","price":1,"currency":"EUR","stock":100}""")).Status.ShouldBe(
            201);
        return app;
    }

    private static Task<ApiAnswer> ConfirmAsync(HttpClient customer, string code) =>
        customer.SendAsync(HttpMethod.Post, "/api/customers/1/email/confirm", new JsonObject { ["code"] = code }.ToJsonString());

    /// <summary>The code that the mail has.</summary>
    private static async Task<string> CodeAsync(TestApp app, long id)
    {
        var json = (await app.GetAsync($"/api/customers/{id}")).Body!.ToJsonString();
        var customer = System.Text.Json.JsonSerializer.Deserialize(json, ContractsJson.Wire.Customer)!;
        return app.Services.GetRequiredService<EmailCodes>().CodeOf(customer);
    }
}
