using System.Globalization;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Custom;

/// <summary>What a page in the order of a custom field looks through has an end.</summary>
[RunsOnEachStore]
public sealed class CustomWalkTests
{
    private const int Walk = 3;
    private const int Customers = 12;

    [Fact]
    public async Task A_page_that_would_look_through_too_many_rows_ends_before_it_is_full_and_the_next_one_goes_on()
    {
        await using var app = await TestApp.StartAsync(static builder =>
            builder.Configuration["Lists:WalkRows"] = Walk.ToString(CultureInfo.InvariantCulture));
        await app.DefineAsync("customers", """{"name":"rank","type":"number"}""");
        await app.DefineAsync("customers", """{"name":"colour","type":"text"}""");
        for (var number = 1; number <= Customers; number++)
        {
            // The values are one behind the other; those that the filter lets pass, and those without a value, lie far apart.
            var rank = number is 2 or 11 ? "null" : number.ToString(CultureInfo.InvariantCulture);
            var country = number is 1 or 10 or 11 ? "Norway" : "Peru";
            var colour = number is 9 ? "red" : "blue";
            await app.AddCustomerAsync(
                $$"""{"name":"W{{number}}","address":{"country":"{{country}}"},"custom":{"rank":{{rank}},"colour":"{{colour}}"} }""");
        }

        (await WalkAsync(app, "country=Norway&sort=custom.rank")).ShouldBe(("W1 W10 W11", true));
        (await WalkAsync(app, "country=Norway&sort=-custom.rank")).ShouldBe(("W10 W1 W11", true));
        (await WalkAsync(app, "custom.colour=red&sort=custom.rank")).ShouldBe(("W9", true));
        (await WalkAsync(app, "custom.rank.from=3&country=Norway&sort=custom.rank")).ShouldBe(("W10", true));

        // All values are rows of the list, so that only those without one are looked for.
        (await WalkAsync(app, "sort=custom.rank")).ShouldBe(("W1 W3 W4 W5 W6 W7 W8 W9 W10 W12 W2 W11", true));
        (await WalkAsync(app, "q=W&sort=custom.rank")).ShouldBe(("W1 W3 W4 W5 W6 W7 W8 W9 W10 W12 W2 W11", false));

        (await app.GetAsync("/api/customers?country=Norway&sort=custom.rank&size=1&page=2")).Blamed.ShouldBe(["page"]);
        (await app.GetAsync("/api/customers?country=Peru&sort=custom.rank&size=2&page=3")).Status.ShouldBe(200);
        var whole = await app.ExportAsync("customers/export?country=Norway&sort=custom.rank");
        string.Join(' ', whole.Column("name")).ShouldBe("W1 W10 W11");
    }

    /// <summary>All pages of two, and whether one of them ended early.</summary>
    private static async Task<(string Names, bool IsShort)> WalkAsync(TestApp app, string query)
    {
        const int Size = 2;
        var (names, after, isShort, pages) = (new List<string>(), "", false, 0);
        do
        {
            var page = await app.GetAsync($"/api/customers?{query}&size={Size}{after}");
            page.Status.ShouldBe(200, $"{query}{after} {page.Body?.ToJsonString()}");
            names.AddRange(page.Items.Select(static one => (string)one!["name"]!));
            isShort |= page.Next is not null && page.Items.Count < Size;
            after = page.Next is { } next ? $"&after={next}" : "";
            (++pages).ShouldBeLessThanOrEqualTo(Customers);
        }
        while (after.Length > 0);

        return (string.Join(' ', names), isShort);
    }
}
