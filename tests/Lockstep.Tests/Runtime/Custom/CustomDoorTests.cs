using Lockstep.Contracts.Systems;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Custom;

/// <summary>Fields that people give to orders, packages and tickets, at each door of these records.</summary>
[RunsOnEachStore]
public sealed class CustomDoorTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task An_order_keeps_its_values_whatever_becomes_of_it_and_lists_exports_histories_and_changes_have_them()
    {
        await App.DefineAsync("orders", """{"name":"channel","type":"choice","choices":["Web","Phone"]}""");
        await App.DefineAsync("orders", """{"name":"weight","type":"number","min":0}""");
        var product = await App.AddProductAsync();
        (await App.Admin.OrderAsync(product, """ "custom":{"channel":"fax","size":1} """)).Blamed
            .ShouldBe(["custom.channel", "custom.size"], ignoreOrder: true);
        var made = await App.Admin.OrderAsync(product, """ "reference":"A","custom":{"channel":"web","weight":2.50} """);
        (made.Status, made.Custom()).ShouldBe((201, """{"channel":"Web","weight":2.5}"""));
        var path = $"/api/orders/{made.Body!["id"]}";
        (await App.Admin.SendAsync(HttpMethod.Put, $"{path}/status", """{"status":"PROCESSING"}""")).Custom().ShouldBe(made.Custom());
        (await App.PatchAsync(path, """{"custom":{"weight":3,"channel":null}}""")).Custom().ShouldBe("""{"weight":3}""");
        var newest = (await App.GetAsync($"{path}/history")).Items[0]!;
        (newest["fields"]!.ToJsonString(), newest["record"]!["custom"]!.ToJsonString()).ShouldBe(("""["custom"]""", """{"weight":3}"""));
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync("/api/orders/changes?size=100")).Items.Last()!["record"]!["custom"]!.ToJsonString()
                is """{"weight":3}""",
            "the changes have it");
        (await App.GetAsync("/api/orders?custom.weight=3.0")).Items.ShouldHaveSingleItem();
        (await App.GetAsync("/api/orders?custom.channel=web")).Items.ShouldBeEmpty();
        var lines = await App.ExportAsync("orders/export?reference=A");
        lines.Column("custom.weight").Concat(lines.Column("custom.channel")).ShouldBe(["3", ""]);
        lines = await App.ExportAsync("orders/lines/export?reference=A");
        lines.Column("custom.weight").Concat(lines.Column("custom.channel")).ShouldBe(["3", ""]);
        var whole = $$"""{"reference":"A","items":[{"productId":{{product}},"quantity":1}]}""";
        (await App.Admin.SendAsync(HttpMethod.Put, path, whole)).Body!["custom"].ShouldBeNull();
    }

    [Fact]
    public async Task Orders_of_a_file_have_values_of_any_row_about_them_and_rows_that_disagree_are_refused()
    {
        await App.DefineAsync("orders", """{"name":"gift","type":"boolean"}""");
        await App.DefineAsync("orders", """{"name":"parcels","type":"number"}""");
        var api = new ImportApi(App.Admin, "orders");
        const string Head = "source,externalId,placedAt,sku,name,quantity,unitPrice,currency,custom.gift,Custom Parcels\n";
        const string Line = "shop,H-1,2024-11-05T10:15:00Z";
        var history = await api.CsvAsync(
            $"{Head}{Line},TEA,Tea,1,2,EUR,yes,\n{Line},CUP,Cup,1,2,EUR,,2.0\n{Line},JUG,Jug,1,2,EUR,no,2\n",
            "mode=history&products=create");
        ImportApi.Counts(history.Body).ShouldBe((2, 0, 0, 1), history.Body.ToJsonString());
        var order = (await App.GetAsync("/api/orders?externalId=H-1")).Items[0]!;
        (order["custom"]!.ToJsonString(), order["items"]!.AsArray().Count).ShouldBe(("""{"gift":true,"parcels":2}""", 2));
        const string More = """{"source":"shop","externalId":"H-1","custom":{"gift":false,"parcels":null}}""";
        (await api.NdjsonAsync(More, "mode=history")).Body["updated"]!.ToString().ShouldBe("1");
        (await App.GetAsync($"/api/orders/{order["id"]}")).Custom().ShouldBe("""{"gift":false,"parcels":2}""");
        var product = await App.AddProductAsync();
        var sku = (string)(await App.GetAsync($"/api/products/{product}")).Body!["sku"]!;
        var placed = await api.NdjsonAsync(
            $$"""
            {"source":"shop","externalId":"P-1","sku":"{{sku}}","quantity":1,"custom":{"gift":true} }
            {"source":"shop","externalId":"P-1","sku":"{{sku}}","quantity":2,"custom":{"parcels":3} }
            {"source":"shop","externalId":"P-2","sku":"{{sku}}","quantity":1,"custom":{"parcels":"3"} }
            {"source":"shop","externalId":"P-2","sku":"{{sku}}","quantity":1,"custom":{"parcels":4} }
            {"source":"shop","externalId":"P-3","sku":"{{sku}}","quantity":1,"custom":{"parcels":"many"} }
            """, "decimal=.");
        ImportApi.Counts(placed.Body).ShouldBe((2, 0, 0, 3), placed.Body.ToJsonString());
        (await App.GetAsync("/api/orders?externalId=P-1")).Items[0]!["custom"]!.ToJsonString().ShouldBe("""{"gift":true,"parcels":3}""");
        (await App.GetAsync("/api/orders?externalId=P-2")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ticket_has_values_by_request_file_and_flow_and_gives_them_back()
    {
        await App.DefineAsync("tickets", """{"name":"device","type":"text"}""");
        await App.DefineAsync("tickets", """{"name":"bought","type":"date"}""");
        var made = await App.PostAsync(
            "/api/tickets", """{"requester":"a@d.example","subject":"Broken","custom":{"device":"Kettle","bought":"2026-01-31"}}""");
        (made.Status, made.Custom()).ShouldBe((201, """{"bought":"2026-01-31","device":"Kettle"}"""));
        var path = $"/api/tickets/{made.Body!["id"]}";
        (await App.PostAsync($"{path}/comments", """{"body":"Hm."}""")).Status.ShouldBe(201);
        (await App.PatchAsync(path, """{"custom":{"bought":"soon"}}""")).Blamed.ShouldBe(["custom.bought"]);
        (await App.PatchAsync(path, """{"custom":{"device":null}}""")).Custom().ShouldBe("""{"bought":"2026-01-31"}""");
        (await App.GetAsync("/api/tickets?custom.bought=2026-01-31")).Items.ShouldHaveSingleItem();
        var api = new ImportApi(App.Admin, "tickets");
        const string Csv = "externalId,email,subject,custom.device,custom.bought\nD-1,b@d.example,Loud,Fan,2025-12-01\n";
        (await api.CsvAsync(Csv)).Body["created"]!.ToString().ShouldBe("1");
        (await api.NdjsonAsync("""{"externalId":"D-1","custom":{"bought":"2025-12-02"}}""")).Body["updated"]!.ToString().ShouldBe("1");
        var lines = await App.ExportAsync("tickets/export?externalId=D-1");
        lines.Column("custom.bought").Concat(lines.Column("custom.device")).ShouldBe(["2025-12-02", "Fan"]);
        (await api.CsvAsync(string.Join('\n', lines))).Body["unchanged"]!.ToString().ShouldBe("1");
        var written = await FlowAsync("""{"requester":"c@d.example","subject":"X","custom":{"device":"Pan"}}""");
        (await FlowAsync("""{"custom":{"bought":"2026-02-01"}}""", 2)).Outcome.ShouldBe(WriteOutcome.Applied);
        (await App.GetAsync($"/api/tickets/{written.RecordId}")).Custom().ShouldBe("""{"bought":"2026-02-01","device":"Pan"}""");
        (await FlowAsync("""{"custom":{"bought":"x"}}""", 3)).Reason.ShouldNotBeNull().ShouldContain("custom.bought");
    }

    [Fact]
    public async Task A_package_has_values_by_request_and_flow_and_changes_them_without_moving()
    {
        await App.DefineAsync("packages", """{"name":"carrier","type":"text"}""");
        var customer = await App.AddCustomerAsync("""{"name":"Ada"}""");
        (await App.PostAsync("/api/packages", $$"""{"customerId":{{customer}},"kind":"parcel","custom":{"carier":"DHL"} }""")).Blamed
            .ShouldBe(["custom.carier"]);
        var made = await App.PostAsync("/api/packages", $$"""{"customerId":{{customer}},"kind":"parcel","custom":{"carrier":"DHL"} }""");
        made.Custom().ShouldBe("""{"carrier":"DHL"}""");
        var path = $"/api/packages/{made.Body!["id"]}";
        (await App.PatchAsync(path, """{"status":"Packed"}""")).Custom().ShouldBe(made.Custom());
        var moved = await App.PatchAsync(path, """{"custom":{"carrier":"UPS"}}""", ("If-Match", "\"2\""));
        ((string?)moved.Body!["status"], moved.Custom(), moved.ETag).ShouldBe(("Packed", """{"carrier":"UPS"}""", "\"3\""));
        (await App.PatchAsync(path, """{"custom":{"carrier":"UPS"}}""")).ETag.ShouldBe("\"3\"", "nothing differs");
        (await App.PatchAsync(path, """{"status":null}""")).Blamed.ShouldBe(["status"]);
        (await App.GetAsync("/api/packages?custom.carrier=ups")).Items.ShouldHaveSingleItem();
        var fields = $$"""{"customerId":{{customer}},"customerName":"Ada","kind":"parcel","custom":{"carrier":"GLS"} }""";
        var written = await App.FlowAsync("inventory", "package", "carriers", fields);
        (await App.GetAsync($"/api/packages/{written.RecordId}")).Custom().ShouldBe("""{"carrier":"GLS"}""");
        var wrong = fields.Replace("carrier\"", "other\"", StringComparison.Ordinal);
        (await App.FlowAsync("inventory", "package", "carriers 2", wrong)).Outcome.ShouldBe(WriteOutcome.Refused);
    }

    [Fact]
    public async Task Customers_see_the_values_of_what_is_theirs_and_set_none()
    {
        await App.DefineAsync("orders", """{"name":"lane","type":"text","required":true}""");
        await App.DefineAsync("tickets", """{"name":"lane","type":"text","required":true}""");
        var customer = await App.AddCustomerAsync("""{"name":"Ada"}""");
        var product = await App.AddProductAsync();
        using var self = App.WithToken(App.TokenFor(customer, "customer"));
        (await self.OrderAsync(product, """ "custom":{"lane":"fast"} """)).Status.ShouldBe(403);
        var order = await self.OrderAsync(product, """ "reference":"mine" """);
        order.Status.ShouldBe(201, "what the staff require is not asked of those who can't say it");
        var ticket = await self.SendAsync(HttpMethod.Post, "/api/tickets", """{"subject":"Mine"}""");
        ticket.Status.ShouldBe(201, ticket.Body?.ToJsonString());
        (await self.SendAsync(HttpMethod.Post, "/api/tickets", """{"subject":"Mine","custom":{"lane":"fast"}}""")).Status.ShouldBe(403);
        foreach (var (path, body) in new[]
        {
            ($"/api/orders/{order.Body!["id"]}", $$"""{"items":[{"productId":{{product}},"quantity":1}],"reference":"still mine"}"""),
            ($"/api/tickets/{ticket.Body!["id"]}", """{"subject":"Still mine"}"""),
        })
        {
            (await self.SendAsync(HttpMethod.Patch, path, """{"custom":{"lane":"fast"}}""")).Status.ShouldBe(403, path);
            (await App.PatchAsync(path, """{"custom":{"lane":"slow"}}""")).Status.ShouldBe(200, path);
            (await self.SendAsync(HttpMethod.Get, path, null)).Custom().ShouldBe("""{"lane":"slow"}""");
            (await self.SendAsync(HttpMethod.Put, path, body)).Custom().ShouldBe("""{"lane":"slow"}""", path);
            await self.SendAsync(HttpMethod.Patch, path, """{"custom":null}""");
            (await App.GetAsync(path)).Custom().ShouldBe("""{"lane":"slow"}""", path);
            var many = path[..path.LastIndexOf('/')];
            (await self.SendAsync(HttpMethod.Get, $"{many}?custom.lane=slow&sort=custom.lane", null)).Items.ShouldHaveSingleItem();
            (await self.SendAsync(HttpMethod.Get, $"{many}/fields", null)).Status.ShouldBe(403);

            // The other tests of the class are not asked for it.
            (await App.Admin.SendAsync(HttpMethod.Delete, $"{many}/fields/lane", null)).Status.ShouldBe(204);
        }
    }

    [Fact]
    public async Task What_is_wrong_tells_customers_no_names_and_words_of_the_staff()
    {
        await App.DefineAsync("orders", """{"name":"verdict","type":"choice","choices":["dubious","fine"]}""");
        await App.DefineAsync("tickets", """{"name":"verdict","type":"choice","choices":["dubious","fine"]}""");
        await App.DefineAsync("customers", """{"name":"verdict","type":"choice","choices":["dubious","fine"]}""");
        var customer = await App.AddCustomerAsync("""{"name":"Ada"}""");
        var order = await App.Admin.OrderAsync(await App.AddProductAsync(), $""" "customerId":{customer} """);
        using var self = App.WithToken(App.TokenFor(customer, "customer"));
        var ticket = await self.SendAsync(HttpMethod.Post, "/api/tickets", """{"subject":"Mine"}""");
        foreach (var path in new[] { $"orders/{order.Body!["id"]}", $"tickets/{ticket.Body!["id"]}", $"customers/{customer}" })
        {
            foreach (var said in new[] { """{"verdit":"x"}""", """{"verdict":"x"}""" })
            {
                ShouldTellNothing(await self.SendAsync(HttpMethod.Patch, $"/api/{path}", $$"""{"custom":{{said}}}"""), 403);
            }
        }

        foreach (var query in new[] { "custom.verdit=x", "custom.verdict=x", "custom.verdict.from=x", "sort=custom.verdit" })
        {
            ShouldTellNothing(await self.SendAsync(HttpMethod.Get, $"/api/orders?{query}", null), 400);
        }

        static void ShouldTellNothing(ApiAnswer answer, int status)
        {
            var said = answer.Body!.ToJsonString();
            answer.Status.ShouldBe(status, said);
            (said.Contains("dubious", StringComparison.Ordinal) || said.Contains("did you mean", StringComparison.Ordinal)
                || said.Contains("choice", StringComparison.Ordinal)).ShouldBeFalse(said);
        }
    }

    private Task<WriteAnswer> FlowAsync(string fields, long version = 1) => App.FlowAsync("support", "ticket", "d/1", fields, version);
}
