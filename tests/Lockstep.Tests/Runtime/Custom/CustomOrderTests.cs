using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Custom;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Custom;

/// <summary>Lists in the order of a custom field, and by ranges of one.</summary>
[RunsOnEachStore]
public sealed class CustomOrderTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Theory]
    [InlineData(
        "-79228162514264337593543950335", "-10.5", "-10.49", "-10", "-1", "-0.0000000000000000000000000001", "0", "0.1", "0.11", "1", "9",
        "10", "79228162514264337593543950335")]
    [InlineData("\"\"", "\"2025-12-31\"", "\"2026-01-01\"", "\"A\"", "\"b\"", "\"ß\"", "\"Я\"")]
    [InlineData("false", "true")]
    public void Places_are_in_the_order_of_the_values(params string[] values)
    {
        var places = values.Select(static value => CustomOrder.KeyOf(JsonNode.Parse(value)!)).ToList();
        places.ShouldBe(places.AsEnumerable().Reverse().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_place_never_ends_within_a_letter() =>
        CustomOrder.KeyOf(JsonValue.Create(new string('a', 199) + "😀")).ShouldBe(new string('a', 199));

    [Fact]
    public async Task A_range_begins_with_its_first_bound_and_ends_before_the_other()
    {
        await App.DefineAsync("products", """{"name":"weight","type":"number","min":-5,"max":100}""");
        await App.DefineAsync("products", """{"name":"cost","type":"money"}""");
        await App.DefineAsync("products", """{"name":"since","type":"date"}""");
        await App.DefineAsync("products", """{"name":"seen","type":"instant"}""");
        await App.DefineAsync("products", """{"name":"colour","type":"text"}""");
        foreach (var (name, values) in new[]
        {
            ("R1", """{"weight":-2,"cost":9.5,"since":"2025-12-31","seen":"2026-01-01T00:00:00Z","colour":"red"}"""),
            ("R2", """{"weight":9.75,"cost":10,"since":"2026-01-01","seen":"2026-01-01T23:59:59+01:00"}"""),
            ("R3", """{"weight":10,"cost":100.0001,"since":"2026-02-01","seen":"2026-01-02T00:00:00Z"}"""),
        })
        {
            (await App.PostAsync("/api/products", $$"""{"name":"{{name}}","price":1,"custom":{{values}}}""")).Status.ShouldBe(201);
        }

        foreach (var (query, found) in new[]
        {
            ("custom.weight.from=9.75", "R2 R3"), ("custom.weight.to=9.75", "R1"), ("custom.weight.from=-2.0&custom.weight.to=10", "R1 R2"),
            ("custom.weight.to=1000", "R1 R2 R3"), ("custom.cost.from=10&custom.cost.to=100.0001", "R2"),
            ("custom.since.from=2026-01-01", "R2 R3"), ("custom.since.to=2026-01-01", "R1"),
            ("custom.seen.from=2026-01-01&custom.seen.to=2026-01-02", "R1 R2"),
            ("custom.seen.from=2026-01-01T22:59:59Z", "R2 R3"), ("custom.weight.from=0&custom.since.to=2026-02-01", "R2"),
            ("custom.weight.from=0&sort=-custom.weight", "R3 R2"), ("custom.weight=10&sort=custom.weight", "R3"),
            ("custom.weight.from=9&sort=-custom.cost", "R3 R2"), ("custom.weight.from=11&sort=custom.weight", ""),
        })
        {
            (await NamesAsync(query)).ShouldBe(found, query);
        }

        (await App.GetAsync("/api/products?custom.weight.from=1&sort=custom.weight")).Body!["total"]!.GetValue<long>().ShouldBe(2);
        (await App.ExportAsync("products/export?custom.weight.from=0&sort=-custom.weight")).Column("name").ShouldBe(["R3", "R2"]);
        foreach (var wrong in new[] { "custom.colour.from=a", "custom.weight.from=heavy", "custom.weight.above=1", "custom.size.from=1",
            "custom.since.to=2026-02-30", "custom.seen.from=2026-01-01T00:00:00" })
        {
            (await App.GetAsync($"/api/products?{wrong}")).Blamed.ShouldBe([wrong.Split('=')[0]], wrong);
        }
    }

    [Fact]
    public async Task A_list_goes_by_a_field_in_both_directions_and_page_by_page_with_those_without_a_value_last()
    {
        await App.DefineAsync("customers", """{"name":"rank","type":"number"}""");
        await App.DefineAsync("customers", """{"name":"motto","type":"text"}""");
        var ranks = new[] { ("a", "10"), ("b", "null"), ("c", "-3"), ("d", "2.5"), ("e", "null"), ("f", "10"), ("g", "null") };
        foreach (var (name, rank) in ranks)
        {
            await App.AddCustomerAsync($$"""{"name":"Sort {{name}}","custom":{"rank":{{rank}} } }""");
        }

        (await PagesAsync("sort=custom.rank")).ShouldBe("c d a f b e g");
        (await PagesAsync("sort=-custom.rank")).ShouldBe("f a d c g e b");
        (await PagesAsync("sort=custom.rank&custom.rank.from=0")).ShouldBe("d a f");
        (await PagesAsync("sort=custom.motto")).ShouldBe("a b c d e f g");
        for (var page = 1; page <= 5; page++)
        {
            var answer = await App.GetAsync($"/api/customers?q=Sort&sort=custom.rank&size=2&page={page}");
            string.Concat(answer.Items.Select(Letter)).ShouldBe(string.Concat("cdafbeg".Skip((page - 1) * 2).Take(2)), $"page {page}");
        }

        var first = await App.GetAsync("/api/customers?sort=custom.rank&size=2");
        (await App.GetAsync($"/api/customers?sort=-custom.rank&after={first.Next}")).Blamed.ShouldBe(["after"]);
        (await App.GetAsync("/api/customers?sort=custom.rnak")).Blamed.ShouldBe(["sort"]);
        (await App.GetAsync("/api/customers?sort=-custom.")).Blamed.ShouldBe(["sort"]);
        var lines = await App.ExportAsync("customers/export?q=Sort&sort=-custom.rank");
        string.Join(' ', lines.Column("name").Select(static name => name[^1..])).ShouldBe("f a d c g e b");
    }

    [Fact]
    public async Task Who_reads_the_catalogue_alone_finds_values_but_walks_no_field()
    {
        await App.DefineAsync("products", """{"name":"grade","type":"number"}""");
        (await App.PostAsync("/api/products", """{"name":"Graded","price":1,"custom":{"grade":2}}""")).Status.ShouldBe(201);
        using var reader = App.WithToken(App.TokenFor(1, "customer"));
        (await reader.SendAsync(HttpMethod.Get, "/api/products?custom.grade=2", null)).Items.ShouldHaveSingleItem();
        foreach (var (query, blamed) in new[]
        {
            ("sort=custom.grade", "sort"), ("sort=-custom.grade", "sort"), ("custom.grade.from=1", "custom.grade.from"),
        })
        {
            (await reader.SendAsync(HttpMethod.Get, $"/api/products?{query}", null)).Blamed.ShouldBe([blamed], query);
            (await App.GetAsync($"/api/products?{query}")).Status.ShouldBe(200, query);
        }
    }

    private static string Letter(JsonNode? customer) => ((string)customer!["name"]!)[^1..];

    private async Task<string> NamesAsync(string query)
    {
        var answer = await App.GetAsync($"/api/products?{query}");
        answer.Status.ShouldBe(200, $"{query} {answer.Body?.ToJsonString()}");
        return string.Join(' ', answer.Items.Select(static one => (string)one!["name"]!));
    }

    /// <summary>All pages of two, with a search and without.</summary>
    private async Task<string> PagesAsync(string query)
    {
        var all = await OneAsync($"{query}&size=2");
        (await OneAsync($"{query}&size=2&q=Sort")).ShouldBe(all);
        (await OneAsync($"{query}&size=500")).ShouldBe(all);
        return all;
    }

    private async Task<string> OneAsync(string query)
    {
        var (letters, after) = (new List<string>(), "");
        do
        {
            var page = await App.GetAsync($"/api/customers?{query}{after}");
            page.Status.ShouldBe(200, string.Create(CultureInfo.InvariantCulture, $"{query}{after} {page.Body?.ToJsonString()}"));
            letters.AddRange(page.Items.Select(Letter));
            after = page.Next is { } next ? $"&after={next}" : "";
        }
        while (after.Length > 0);

        return string.Join(' ', letters);
    }
}
