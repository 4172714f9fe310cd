using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

/// <summary>What only those see who look after the whole installation.</summary>
public sealed class When_an_administrator_looks_after_it(Chromium chromium, PortalSite site) : IClassFixture<PortalSite>
{
    [Fact]
    public async Task The_audit_log_is_checked_and_an_earlier_seal_that_does_not_fit_is_found()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/audit");
        await visit.Button("Check the log").ClickAsync();
        await visit.ShowsAsync("All in order.");

        await visit.Field("An earlier seal").FillAsync("nonsense");
        await visit.Button("Check the log").ClickAsync();
        await visit.ShowsAsync("Must be NUMBER:HASH");

        await visit.Field("An earlier seal").FillAsync($"1:{new string('0', 64)}");
        await visit.Button("Check the log").ClickAsync();
        await visit.ShowsAsync("the entries up to 1 are not the ones of the anchor");
    }

    [Fact]
    public async Task A_setting_is_found_with_its_value_and_where_that_came_from()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/settings");
        var find = visit.Page.GetByRole(AriaRole.Searchbox, new PageGetByRoleOptions { Name = "Find by name" });
        await find.FillAsync("registration__enabled");
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "Registration__Enabled" });
        await Assertions.Expect(row).ToContainTextAsync("true");
        await Assertions.Expect(row).ToContainTextAsync("false", new LocatorAssertionsToContainTextOptions { UseInnerText = true });
        await Assertions.Expect(visit.Text("Batch__ItemsMax")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_asked_of_a_system_for_a_customer_stands_on_the_page_of_the_customer()
    {
        var letter = await site.DeadLetterAsync("figs");
        var delivery = await site.Api.GetAsync($"/api/sync/deliveries/{letter}");
        var subject = delivery.GetProperty("delivery").GetProperty("subject").GetString();
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/{subject}/show");
        await Assertions.Expect(visit.Heading("Brought elsewhere")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Requests and answers: to-shop" }).ClickAsync();
        await visit.ShowsAsync("The shop takes no bad customers.");
        await Assertions.Expect(visit.Text("Attempt 1")).ToBeVisibleAsync();
    }
}
