using System.Globalization;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Http;

/// <summary>One list of 60 customers in which names, times and countries repeat.</summary>
public sealed class ListFixture : IAsyncLifetime
{
    public const int Rows = 60;

    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        for (var number = 0; number < Rows; number++)
        {
            await App.AddCustomerAsync($$"""
                {"name":"{{(number % 2 == 0 ? "Ада" : "ada")}} {{number % 7}}","status":"{{(number % 3 == 0 ? "inactive" : "active")}}",
                 "address":{"country":"{{(number % 4 == 0 ? "Ελλάδα" : "Italy")}}"},"email":"ada{{number}}@example.com"}
                """);
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

[RunsOnEachStore]
public sealed class ListTests(ListFixture fixture) : IClassFixture<ListFixture>
{
    public static TheoryData<string> Sorts => ["id", "-id", "name", "-name", "updatedAt", "-updatedAt"];

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task Paging_by_cursor_visits_each_row_exactly_once(string sort)
    {
        foreach (var size in new[] { 1, 7, ListFixture.Rows })
        {
            var ids = new List<long>();
            string? after = null;
            do
            {
                var page = await GetAsync($"sort={sort}&size={size}{(after is null ? "" : $"&after={after}")}");
                page.Items.Count.ShouldBe(Math.Min(size, ListFixture.Rows - ids.Count));
                ((long)page.Body!["total"]!).ShouldBe(ListFixture.Rows);
                ids.AddRange(Ids(page));
                after = page.Next;
            }
            while (after is not null);
            ids.Order().ShouldBe(Enumerable.Range(1, ListFixture.Rows).Select(id => (long)id));
        }
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task Paging_by_number_visits_each_row_exactly_once_in_the_same_order(string sort)
    {
        var ids = new List<long>();
        for (var page = 1; page <= 10; page++)
        {
            ids.AddRange(Ids(await GetAsync($"sort={sort}&size=7&page={page}")));
        }

        ids.ShouldBe(Ids(await GetAsync($"sort={sort}&size={ListFixture.Rows}")));
        ids.Distinct().Count().ShouldBe(ListFixture.Rows);
        var opposite = sort.StartsWith('-') ? sort[1..] : $"-{sort}";
        Ids(await GetAsync($"sort={opposite}&size={ListFixture.Rows}")).Reverse().ShouldBe(ids);
    }

    [Theory]
    [InlineData("status=inactive", 20)]
    [InlineData("status=active&country=ITALY", 30)]
    [InlineData("country=ελλάδα", 15)]
    [InlineData("country=ΕΛΛΆΔΑ", 15)]
    [InlineData("email=ADA7@Example.COM", 1)]
    [InlineData("country=nowhere", 0)]
    [InlineData("updatedSince=2000-01-01T00:00:00Z", 60)]
    [InlineData("updatedSince=2999-01-01T00:00:00Z", 0)]
    [InlineData("q=ада", 30)]
    [InlineData("q=ADA&status=inactive", 20)]
    public async Task Filters_hold_together_with_every_sort_and_the_total_is_exact(string filter, int count)
    {
        foreach (var sort in Sorts)
        {
            var page = await GetAsync($"{filter}&size=100&sort={sort.Data}");
            (page.Status, page.Items.Count, (long)page.Body!["total"]!).ShouldBe((200, count, count));
        }
    }

    [Theory]
    [InlineData("size=0", "size")]
    [InlineData("size=-1", "size")]
    [InlineData("size=501", "size")]
    [InlineData("size=99999999999999999999", "size")]
    [InlineData("size=1e3", "size")]
    [InlineData("size=", "size")]
    [InlineData("size=5&size=6", "size")]
    [InlineData("page=0", "page")]
    [InlineData("page=2147483648", "page")]
    [InlineData("sort=nothing", "sort")]
    [InlineData("sort=--name", "sort")]
    [InlineData("sort=name,id", "sort")]
    [InlineData("status=gone", "status")]
    [InlineData("updatedSince=yesterday", "updatedSince")]
    [InlineData("colour=red", "colour")]
    [InlineData("after=rubbish", "after")]
    [InlineData("after=%00", "after")]
    [InlineData("q=a%00b", "q")]
    public async Task A_parameter_that_makes_no_sense_is_refused_by_name(string query, string field)
    {
        var answer = await GetAsync(query);
        answer.Status.ShouldBe(400);
        answer.Blamed.ShouldBe([field]);
    }

    [Fact]
    public async Task A_page_beyond_the_depth_is_refused_and_points_to_after()
    {
        (await GetAsync("page=2001&size=50")).Status.ShouldBe(200);
        var answer = await GetAsync("page=2002&size=50");
        answer.Status.ShouldBe(400);
        ((string?)answer.Body!["errors"]!["page"]![0]).ShouldNotBeNull().ShouldContain("after=");
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        foreach (var (made, used) in new[] { ("name", "id"), ("id", "name"), ("name", "-name"), ("-id", "id"), ("name", "updatedAt") })
        {
            var cursor = (await GetAsync($"sort={made}&size=5")).Next;
            var answer = await GetAsync($"sort={used}&size=5&after={cursor}");
            answer.Status.ShouldBe(400, $"{made} used for {used}");
            answer.Blamed.ShouldBe(["after"]);
        }

        (await GetAsync($"page=2&size=5&after={(await GetAsync("size=5")).Next}")).Blamed.ShouldBe(["after"]);
    }

    [Fact]
    public async Task Rows_that_come_and_go_while_somebody_pages_disturb_no_other_row()
    {
        await using var app = await TestApp.StartAsync();
        for (var number = 0; number < 20; number++)
        {
            await app.AddCustomerAsync($$"""{"name":"row {{number:00}}"}""");
        }

        var first = await app.GetAsync("/api/customers?sort=name&size=10");
        await app.DeleteCustomerAsync(3);
        await app.AddCustomerAsync("""{"name":"row 05"}""");
        var second = await app.GetAsync($"/api/customers?sort=name&size=10&after={first.Next}");
        Ids(second).ShouldBe(Enumerable.Range(11, 10).Select(id => (long)id));
    }

    [Fact]
    public async Task A_filtered_total_is_exact_up_to_ten_thousand_and_a_lower_bound_beyond()
    {
        await using var app = await TestApp.StartAsync();
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        await FillAsync(store, 10_000);
        var exact = (await app.GetAsync("/api/customers?status=active")).Body!;
        ((long?)exact["total"], exact["totalAtLeast"]).ShouldBe((10_000, null));
        await app.AddCustomerAsync("""{"name":"one more"}""");
        var beyond = (await app.GetAsync("/api/customers?status=active")).Body!;
        (beyond["total"], (long?)beyond["totalAtLeast"]).ShouldBe((null, 10_000));
        ((long?)(await app.GetAsync("/api/customers")).Body!["total"]).ShouldBe(10_001);
    }

    private static Task<int> FillAsync(IStore store, int count) => store.WriteAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync("insert into counters (name, value) values ('customers', $1)", count);
            return await transaction.ExecuteAsync(
                """
                with recursive n (i) as (select 1 union all select i + 1 from n where i < $1)
                insert into customers (name, name_key, status, search, version, created_at, updated_at)
                select 'a' || i, 'a' || i, 'active', '', 1, 0, 0 from n
                """,
                count);
        },
        CancellationToken.None);

    private static IEnumerable<long> Ids(ApiAnswer page) => page.Items.Select(item => (long)item!["id"]!);

    private Task<ApiAnswer> GetAsync(string query) =>
        fixture.App.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/customers?{query}"));
}
