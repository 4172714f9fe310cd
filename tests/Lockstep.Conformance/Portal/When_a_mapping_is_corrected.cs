using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

public sealed partial class When_a_mapping_is_corrected(Chromium chromium, PortalSite site) : IClassFixture<PortalSite>
{
    private const int ClicksMax = 15;
    private const string Customer = PortalSite.Bad + " Apples Ltd";

    [Fact]
    public async Task It_takes_few_clicks_from_the_sign_in_to_the_delivery_by_visible_labels_alone()
    {
        await using var visit = await Visit.BeginAsync(chromium, site.Address);
        await visit.Page.GotoAsync("/");
        await visit.SignInAsync();

        await visit.PressAsync(visit.Menu("Customers"));
        await visit.PressAsync(visit.Link("Create"));
        await visit.Field("Name").FillAsync(Customer);
        await visit.PressAsync(visit.Button("Save"));
        var packages = visit.Page.Locator("section", new PageLocatorOptions { HasText = "Packages" });
        await visit.PressAsync(packages.GetByRole(AriaRole.Link).First);
        await visit.ShowsAsync("welcome");

        var customer = await site.FirstAsync($"/api/customers?q={Uri.EscapeDataString(Customer)}&size=1");
        var letter = visit.Page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = $"customers/{customer}", Exact = true }).Last;
        await visit.PressAsync(visit.Menu("Dead letters"));
        await visit.PressAsync(letter);
        await visit.PressAsync(visit.Link("Change the mapping"));
        var text = visit.Field("The flow as YAML");
        await Assertions.Expect(text).ToHaveValueAsync(NameMapped());
        await text.FillAsync((await text.InputValueAsync()).Replace("name: name", "name: upper(name)", StringComparison.Ordinal));
        await visit.PressAsync(visit.Button("Apply"));
        await visit.ShowsAsync("Version 2 is in force.");

        await visit.PressAsync(visit.Menu("Dead letters"));
        await visit.PressAsync(letter);
        await visit.PressAsync(visit.Button("Replay"));
        await visit.ShowsAsync("It is on its way again.");
        await Eventually.HoldsAsync(async () =>
            await site.Api.CountAsync("/api/sync/deliveries?flow=to-shop&state=dead") is 0 ? null : "the letter is still dead");

        // And the one with which they signed in.
        (visit.Clicks + 1).ShouldBeLessThanOrEqualTo(ClicksMax);
    }

    [GeneratedRegex("name: name", RegexOptions.None, 1_000)]
    private static partial Regex NameMapped();
}
