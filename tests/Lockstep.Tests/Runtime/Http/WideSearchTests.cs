using System.Globalization;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Http;

/// <summary>
/// A search that finds more than are counted. Those that it finds are the last by name and scattered by the time of their last change, so
/// that the walk of a page comes to its end in one order, and in the others not.
/// </summary>
[RunsOnEachStore]
public sealed class WideSearchTests
{
    private const int Others = 1_000;
    private const int Found = 10_500;

    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("updatedAt")]
    [InlineData("-updatedAt")]
    public async Task Its_pages_are_in_order_whether_what_it_finds_is_walked_or_sorted(string sort)
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration["Lists:WalkRows"] = "200");
        await FillAsync(app.Services.GetRequiredKeyedService<IStore>("crm"));
        var expected = Expected(sort);
        string? after = null;
        for (var page = 1; page <= 3; page++)
        {
            var byNumber = await GetAsync(app, $"sort={sort}&size=40&page={page}");
            (byNumber.Body!["total"], (long?)byNumber.Body["totalAtLeast"]).ShouldBe((null, 10_000));
            Ids(byNumber).ShouldBe(expected.Skip((page - 1) * 40).Take(40));
            var byCursor = await GetAsync(app, $"sort={sort}&size=40{(after is null ? "" : $"&after={after}")}");
            Ids(byCursor).ShouldBe(expected.Skip((page - 1) * 40).Take(40));
            after = byCursor.Next;
        }

        Ids(await GetAsync(app, $"sort={sort}&size=40&page=250")).ShouldBe(expected.Skip(249 * 40).Take(40));
    }

    private static IReadOnlyList<long> Expected(string sort)
    {
        var found = Enumerable.Range(Others + 1, Found).Select(static id => (long)id);
        var ids = (sort.TrimStart('-') is "name"
            ? found.OrderBy(static id => Key(id), StringComparer.Ordinal)
            : found.OrderBy(static id => id % 97)).ThenBy(static id => id).ToList();
        return sort.StartsWith('-') ? [.. Enumerable.Reverse(ids)] : ids;
    }

    private static string Key(long id) => string.Create(CultureInfo.InvariantCulture, $"n{id * 7_919 % 11_503}");

    private static Task<int> FillAsync(IStore store) => store.WriteAsync(
        static async transaction =>
        {
            await transaction.ExecuteAsync("insert into counters (name, value) values ('customers', $1)", Others + Found);
            return await transaction.ExecuteAsync(
                """
                with recursive n (i) as (select 1 union all select i + 1 from n where i < $1)
                insert into customers (name, name_key, status, search, version, created_at, updated_at)
                select named.name, named.name, 'active', case when i <= $2 then 'other' else 'wanted ' || i end, 1, 0, i % 97
                from (select i, case when i <= $2 then 'a' || i else 'n' || (i * 7919 % 11503) end as name from n) named
                """,
                Others + Found, Others);
        },
        CancellationToken.None);

    private static IEnumerable<long> Ids(ApiAnswer page) => page.Items.Select(static item => (long)item!["id"]!);

    private static Task<ApiAnswer> GetAsync(TestApp app, string query) => app.GetAsync($"/api/customers?q=wanted&{query}");
}
