using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Imports;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Custom;

/// <summary>Fields that the people of a site give to records.</summary>
[RunsOnEachStore]
public sealed class CustomFieldTests : IAsyncLifetime
{
    private TestApp App { get; set; } = null!;

    [Fact]
    public async Task A_value_of_each_type_is_read_by_its_type_and_found_in_any_spelling()
    {
        foreach (var (name, type) in new[]
        {
            ("score", "number"), ("limit", "money"), ("birthday", "date"), ("seen", "instant"), ("vip", "boolean"), ("motto", "text"),
        })
        {
            await DefineAsync("customers", $$"""{"name":"{{name}}","type":"{{type}}"}""");
        }

        await DefineAsync("customers", """{"name":"colour","type":"choice","choices":["Red","Blau"]}""");
        var made = await App.PostAsync("/api/customers", """
            {"name":"Ada","custom":{"score":4.50,"limit":10.25,"birthday":"1815-12-10","seen":"2026-01-31T10:30:00+01:00","vip":true,
             "motto":"Ещё раз","colour":"RED"}}
            """);
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        made.Body!["custom"]!
            .ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .ShouldBe(
                """{"birthday":"1815-12-10","colour":"Red","limit":10.25,"motto":"Ещё раз","score":4.5,"seen":"2026-01-31T09:30:00.000Z","vip":true}""");
        await App.AddCustomerAsync("""{"name":"Bo","custom":{"colour":"blau"}}""");
        foreach (var query in new[] { "custom.score=4.500", "custom.limit=10.25", "custom.birthday=1815-12-10",
            "custom.seen=2026-01-31T09:30:00Z", "custom.vip=yes", "custom.motto=ЕЩЁ раз", "custom.colour=red&q=Ada" })
        {
            var found = await App.GetAsync($"/api/customers?{query}");
            found.Status.ShouldBe(200, found.Body?.ToJsonString());
            found.Items.Count.ShouldBe(1, query);
            ((long)found.Body!["total"]!, (string)found.Items[0]!["name"]!).ShouldBe((1, "Ada"), query);
        }

        (await App.GetAsync("/api/customers?custom.color=red")).Body!["errors"]!["custom.color"]![0]!
            .GetValue<string>()
            .ShouldContain("did you mean colour?");
        (await App.GetAsync("/api/customers?custom.score=many")).Blamed.ShouldBe(["custom.score"]);
        var wrong = await App.PostAsync(
            "/api/customers", """{"name":"X","custom":{"score":"4","birthday":"yesterday","colour":"green","emial":1,"vip":null}}""");
        wrong.Blamed.ShouldBe(["custom.birthday", "custom.colour", "custom.emial", "custom.score"], ignoreOrder: true);
    }

    [Fact]
    public async Task Values_are_in_history_and_events_and_come_and_go_by_name()
    {
        await DefineAsync("products", """{"name":"colour","type":"text"}""");
        await DefineAsync("products", """{"name":"weight","type":"number","min":0,"max":10}""");
        var made = (await App.PostAsync("/api/products", """{"name":"Cup","price":1,"custom":{"colour":"red","weight":2}}""")).Body!;
        var path = $"/api/products/{made["id"]}";
        (await App.PatchAsync(path, """{"custom":{"weight":11}}""")).Blamed.ShouldBe(["custom.weight"]);
        var changed = await App.PatchAsync(path, """{"custom":{"colour":null,"weight":3}}""");
        changed.Body!["custom"]!.ToJsonString().ShouldBe("""{"weight":3}""");
        var newest = (await App.GetAsync($"{path}/history")).Items[0]!;
        (newest["fields"]!.ToJsonString(), newest["record"]!["custom"]!.ToJsonString()).ShouldBe(("""["custom"]""", """{"weight":3}"""));
        (await App.GetAsync("/api/products?custom.colour=red")).Items.ShouldBeEmpty();
        (await App.GetAsync("/api/products?custom.weight=3")).Items.ShouldHaveSingleItem();
        (await App.Admin.SendAsync(HttpMethod.Delete, path, null)).Status.ShouldBe(204);
        (await App.GetAsync("/api/products?custom.weight=3")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_field_that_is_taken_away_leaves_its_values_and_a_required_one_asks_only_where_values_change()
    {
        await DefineAsync("customers", """{"name":"colour","type":"text"}""");
        var customer = await App.AddCustomerAsync("""{"name":"Ada","custom":{"colour":"red"}}""");
        await DefineAsync("customers", """{"name":"region","type":"text","required":true}""");
        (await App.PatchAsync($"/api/customers/{customer}", """{"name":"Ada L"}""")).Status.ShouldBe(200);
        (await App.PatchAsync($"/api/customers/{customer}", """{"custom":{"colour":"blue"}}""")).Blamed.ShouldBe(["custom.region"]);
        (await App.PostAsync("/api/customers", """{"name":"Bo"}""")).Blamed.ShouldBe(["custom.region"]);
        (await App.PatchAsync("/api/customers/fields/region", """{"required":false}""")).Status.ShouldBe(200);
        (await App.Admin.SendAsync(HttpMethod.Delete, "/api/customers/fields/colour", null)).Status.ShouldBe(204);
        var kept = await App.PatchAsync($"/api/customers/{customer}", """{"custom":{"region":"north"}}""");
        kept.Body!["custom"]!.ToJsonString().ShouldBe("""{"colour":"red","region":"north"}""");
        (await App.PatchAsync($"/api/customers/{customer}", """{"custom":{"colour":"blue"}}""")).Blamed.ShouldBe(["custom.colour"]);
    }

    [Fact]
    public async Task An_export_has_a_column_for_each_field_and_an_import_takes_it_back()
    {
        await DefineAsync("customers", """{"name":"colour","type":"choice","choices":["red","blue"]}""");
        await DefineAsync("customers", """{"name":"score","type":"number"}""");
        await ImportAsync("source,externalId,name,custom.colour,Custom Score\nerp,1,Ada,RED,4.50\nerp,2,Bo,green,1\nerp,3,Eve,,\n",
            created: 2, refused: 1);
        using var answer = await App.Admin.GetAsync("/api/customers/export", CancellationToken.None);
        var lines = (await answer.Content.ReadAsStringAsync(CancellationToken.None)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].TrimEnd('\r').ShouldEndWith(",custom.colour,custom.score");
        lines[1].TrimEnd('\r').ShouldEndWith(",red,4.5");
        lines[2].TrimEnd('\r').ShouldEndWith(",,");
        await ImportAsync("source,externalId,custom.score\nerp,1,5\n", updated: 1);
        (await App.GetAsync("/api/customers?externalId=1")).Items[0]!["custom"]!.ToJsonString().ShouldBe("""{"colour":"red","score":5}""");
    }

    [Fact]
    public async Task An_export_in_the_shape_of_a_spreadsheet_has_numbers_and_instants_like_other_columns_and_comes_back_unchanged()
    {
        await DefineAsync("customers", """{"name":"score","type":"number"}""");
        await DefineAsync("customers", """{"name":"limit","type":"money"}""");
        await DefineAsync("customers", """{"name":"seen","type":"instant"}""");
        const string Values = """{"limit":-0.5,"score":1.125,"seen":"2026-01-31T09:30:00.000Z"}""";
        await App.AddCustomerAsync($$"""{"name":"Ada","source":"erp","externalId":"1","custom":{{Values}}}""");
        var text = await App.Admin.GetStringAsync("/api/customers/export?decimal=,&separator=;", TestContext.Current.CancellationToken);
        text.TrimEnd().ShouldEndWith(";-0,5;1,125;2026-01-31T09:30:00.000Z");
        await ImportAsync(text, query: "?decimal=,");
        (await App.GetAsync("/api/customers?externalId=1")).Items[0]!["custom"]!.ToJsonString().ShouldBe(Values);
        (await App.Admin.GetStringAsync("/api/customers/export?zone=Europe/Berlin", TestContext.Current.CancellationToken)).TrimEnd()
            .ShouldEndWith(",-0.5,1.125,2026-01-31 10:30:00");
    }

    [Fact]
    public async Task A_name_that_an_import_takes_for_another_field_or_that_ends_with_a_line_break_is_refused()
    {
        (await App.PostAsync("/api/orders/fields", """{"name":"erId","type":"text"}""")).Blamed.ShouldBe(["name"]);
        (await App.PostAsync("/api/customers/fields", """{"name":"er_name","type":"text"}""")).Blamed.ShouldBe(["name"]);
        (await App.PostAsync("/api/orders/fields", """{"name":"colour\n","type":"text"}""")).Blamed.ShouldBe(["name"]);
    }

    [Fact]
    public void A_header_that_could_mean_two_fields_means_the_first()
    {
        var table = new FieldTable("name", "!customerId", "custom.erId");
        (table.Find("customerId"), table.Find("custom.erId"), table.Name(2)).ShouldBe((1, 1, "custom.erId"));
    }

    [Fact]
    public async Task A_definition_says_what_is_wrong_with_it_and_keeps_name_and_type()
    {
        (await App.PostAsync("/api/customers/fields", """{"name":"Bad name","type":"colour","choices":["a"],"min":3,"max":1}""")).Blamed
            .ShouldBe(["choices", "max", "min", "name", "type"], ignoreOrder: true);
        await DefineAsync("customers", """{"name":"colour","type":"text"}""");
        (await App.PostAsync("/api/customers/fields", """{"name":"colour","type":"text"}""")).Status.ShouldBe(409);
        (await App.PatchAsync("/api/customers/fields/colour", """{"type":"number"}""")).Blamed.ShouldBe(["type"]);
        (await App.PatchAsync("/api/customers/fields/color", "{}")).Status.ShouldBe(404);
        (await App.Admin.SendAsync(HttpMethod.Delete, "/api/customers/fields/colour", null, ("If-Match", "\"9\""))).Status.ShouldBe(412);
        (await App.GetAsync("/api/customers/fields")).Items.ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("colour");
        (await App.GetAsync("/api/audit?target=customers/fields/colour")).Items.Count.ShouldBeGreaterThan(0);
    }

    public async ValueTask InitializeAsync() => App = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task DefineAsync(string many, string json)
    {
        var answer = await App.PostAsync($"/api/{many}/fields", json);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
    }

    private async Task ImportAsync(string csv, int created = 0, int updated = 0, int refused = 0, string query = "")
    {
        using var content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        var answer = await App.Admin.SendContentAsync(HttpMethod.Post, $"/api/customers/import{query}", content);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        ((int)answer.Body!["created"]!, (int)answer.Body["updated"]!, (int)answer.Body["refused"]!).ShouldBe((created, updated, refused),
            answer.Body.ToJsonString());
    }
}
