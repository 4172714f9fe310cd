using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

public sealed class When_a_flow_is_matched_first(Chromium chromium, StartedSites sites)
{
    private const string Careful =
        """
        match:
          required: true
          link: 10
          ask: 4
          rules:
            email: { as: email, weight: 10 }
            name: { as: name, weight: 5, atLeast: 0.8 }
        create: both

        """;

    [FullFact]
    public async Task The_report_is_read_the_certain_ones_are_accepted_and_the_rest_is_made_or_asked()
    {
        await using var site = await PairedSite.StartAsync(sites, Careful, Fill);
        await using var visit = await Visit.SignedInAsync(chromium, site.Address);
        await visit.Menu("Flows").ClickAsync();
        await visit.Link("shop-erp").First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "First match" }).ClickAsync();
        await visit.Button("Compare both sides").ClickAsync();
        await visit.ShowsAsync("ready to be accepted");
        site.Parties.ShouldBe(3, "a report makes nothing");
        await Assertions.Expect(visit.Row("Ada Lovelace").Last).ToContainTextAsync("certain");
        await visit.ChooseAsync("Verdict", "to be asked");
        await Assertions.Expect(visit.Row("Jo Smith").Last).ToContainTextAsync("5 points");
        await visit.ChooseAsync("Verdict", "certain");
        await visit.Page.GetByRole(AriaRole.Checkbox, new PageGetByRoleOptions { Name = "Accept 1", Exact = true }).CheckAsync();
        await visit.Button("Accept 1").ClickAsync();
        await visit.ShowsAsync("Accepted.");
        await Eventually.HoldsAsync(async () => await site.LinkAsync("1") is null ? "Ada is not linked" : null);
        site.Parties.ShouldBe(3, "only what was chosen is accepted");

        await visit.Button("Accept").ClickAsync();
        await visit.ShowsAsync("Link 1 pair?");
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Accept" }).ClickAsync();
        await visit.ShowsAsync("Accepted by");
        await Eventually.HoldsAsync(() => site.Parties is 4, "the party of Eve is not made");
        (await site.Api.CountAsync("/api/sync/conflicts?state=open&kind=ambiguous")).ShouldBeGreaterThan(0);
    }

    private static void Fill(PairedSite site)
    {
        site.Customer("Ada Lovelace", "ada@example.com");
        site.Customer("Bo Diddley", "bo@example.com");
        site.Customer("Jo Smith", "jo@example.com");
        site.Customer("Eve", "eve@example.com");
        site.Party("LOVELACE, Ada", "ADA@example.com");
        site.Party("Bo Diddley", "bo@example.com");
        site.Party("Smith, Jo", "smith@example.com");
    }
}
