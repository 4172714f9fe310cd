using Lockstep.Contracts.Systems;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Custom;

/// <summary>A required field is asked of the staff and their programs, and stands in the way of nobody who can't know it.</summary>
public sealed class RequiredFieldTests : IAsyncLifetime
{
    private const int Mini = 2;
    private const int Sales = 3;
    private const int Erp = 4;
    private const int Shop = 5;
    private static readonly string[] Kinds = ["customers", "orders", "packages", "products", "tickets"];

    private TestApp App { get; set; } = null!;

    [Fact]
    public async Task Requests_and_files_of_the_staff_are_asked()
    {
        var product = await ProductAsync();
        (await App.PostAsync("/api/customers", """{"name":"Ada"}""")).Blamed.ShouldBe(["custom.must"]);
        (await App.PostAsync("/api/products", """{"name":"Cup","price":1}""")).Blamed.ShouldBe(["custom.must"]);
        var customer = await App.AddCustomerAsync("""{"name":"Ada","custom":{"must":"x"}}""");
        (await App.PostAsync("/api/packages", $$"""{"customerId":{{customer}},"kind":"parcel"}""")).Blamed.ShouldBe(["custom.must"]);
        (await App.PostAsync("/api/tickets", """{"requester":"a@b.example","subject":"x"}""")).Blamed.ShouldBe(["custom.must"]);
        (await App.Admin.OrderAsync(product, """ "reference":"x" """)).Blamed.ShouldBe(["custom.must"]);
        (await App.GetAsync($"/api/products/{product}/stock")).Body!["reserved"]!.GetValue<long>().ShouldBe(0, "it was refused before");
        foreach (var (many, csv, query) in new[]
        {
            ("orders", "externalId,sku,quantity\n1,CUP,1\n", ""), ("customers", "name\nBo\n", ""),
            ("tickets", "externalId,email,subject\n1,a@b.example,x\n", ""),
            ("orders", "externalId,placedAt,sku,quantity,unitPrice,currency\n1,2024-01-01T00:00:00Z,CUP,1,1,EUR\n", "mode=history"),
        })
        {
            var import = await new ImportApi(App.Admin, many).CsvAsync(csv, query);
            ImportApi.Counts(import.Body).Refused.ShouldBe(1, import.Body.ToJsonString());
            (await new ImportApi(App.Admin, many).VerdictsAsync(import.Body)).ShouldHaveSingleItem().ShouldContain("custom.must");
        }
    }

    [Fact]
    public async Task Clients_of_dialects_are_not()
    {
        var line = $$"""[{"productId":{{await ProductAsync()}},"quantity":1}]""";
        await SpeakAsync(Mini, ("/customers", """{"name":"Mini"}"""), ("/packages", """{"customerId":1,"customerName":"Mini"}"""));
        await SpeakAsync(
            Sales, ("/customers", """{"name":"Sales","email":"s@b.example"}"""), ("/products", """{"name":"Jug","price":1,"stock":1}"""),
            ("/orders", $$"""{"customerId":1,"items":{{line}}}"""));
        await SpeakAsync(
            Erp, ("/api/crm/customer", """{"name":"Erp","email":"e@b.example"}"""),
            ("/api/crm/order", """{"customerId":1,"items":[{"sku":"CUP","quantity":1}]}"""),
            ("/api/integrations/import/customers", """{"customers":[{"name":"Erp 2","email":"e2@b.example"}]}"""),
            ("/api/erp/orders/1/ack", """{"reference":"X"}"""));
        await SpeakAsync(
            Shop, ("/api/orders", $$"""{"customerId":1,{{line[2..^2]}}}"""), ("/api/tickets", """{"customerId":1,"issue":"Broken"}"""));
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync("/api/packages?customerId=2")).Items.Count == 1, "the flow makes a welcome package");
    }

    [Fact]
    public async Task Flows_and_products_that_an_import_makes_are_not_but_what_they_say_is_checked()
    {
        var line = $$"""[{"productId":{{await ProductAsync()}},"quantity":1}]""";
        foreach (var (system, kind, fields) in new[]
        {
            ("crm", "customer", """{"name":"Flo","email":"flo@b.example"}"""), ("inventory", "product", """{"name":"Pan","price":1}"""),
            ("support", "ticket", """{"requester":"t@b.example","subject":"x"}"""), ("orders", "order", $$"""{"items":{{line}}}"""),
        })
        {
            (await App.FlowAsync(system, kind, $"{kind}s/1", fields)).Outcome.ShouldBe(WriteOutcome.Applied, kind);
            var wrong = await App.FlowAsync(system, kind, $"{kind}s/2", $$"""{{fields[..^1]}},"custom":{"mus":"x"} }""");
            wrong.Reason.ShouldNotBeNull(kind).ShouldContain("custom.mus", Case.Sensitive, kind);
        }

        var made = await new ImportApi(App.Admin, "orders").CsvAsync(
            "externalId,placedAt,sku,quantity,unitPrice,currency,custom.must\n1,2024-01-01T00:00:00Z,NEW,1,1,EUR,x\n",
            "mode=history&products=create");
        ImportApi.Counts(made.Body).Created.ShouldBe(1, made.Body.ToJsonString());
    }

    public async ValueTask InitializeAsync()
    {
        App = await EdgeApp.StartAsync(("LOCKSTEP_DIALECT_PORTS", "0:mini, 0:sales, 0:erp, 0:shop"));
        foreach (var many in Kinds)
        {
            await App.DefineAsync(many, """{"name":"must","type":"text","required":true}""");
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Posts in a dialect.</summary>
    private async Task SpeakAsync(int port, params (string Path, string Body)[] calls)
    {
        using var client = new HttpClient { BaseAddress = App.Ports()[port] };
        client.DefaultRequestHeaders.Authorization = App.Admin.DefaultRequestHeaders.Authorization;
        foreach (var (path, body) in calls)
        {
            var answer = await client.SendAsync(HttpMethod.Post, path, body);
            answer.Status.ShouldBeInRange(200, 201, $"{path} {answer.Body?.ToJsonString()}");
            (answer.Body!["errors"]?.AsArray() ?? []).ShouldBeEmpty(path);
        }
    }

    private async Task<long> ProductAsync()
    {
        var made = await App.PostAsync(
            "/api/products", """{"sku":"CUP","name":"Cup","price":2,"currency":"EUR","stock":100,"custom":{"must":"x"}}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return (long)made.Body!["id"]!;
    }
}
