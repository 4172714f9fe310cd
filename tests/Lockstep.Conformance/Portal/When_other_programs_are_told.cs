using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed class When_other_programs_are_told(Chromium chromium, PortalSite site)
{
    [Fact(Skip = TestRun.FullOnly, SkipUnless = nameof(TestRun.IsFull), SkipType = typeof(TestRun))]
    public async Task A_webhook_is_made_and_its_log_shows_a_call_but_never_its_secret()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/webhooks/create");
        await visit.Field("Address").FillAsync(site.Receiver.ToString());
        await visit.OfferedAsync("Events", "lockstep.customer.created.v1");
        await visit.Field("Description").FillAsync("The packer");
        await visit.Button("Save").ClickAsync();
        var secret = await visit.Field("Secret").InputValueAsync();
        secret.ShouldStartWith("whsec_");
        await visit.Button("I have kept it").ClickAsync();
        await Assertions.Expect(visit.Heading("The packer")).ToBeVisibleAsync();

        var customer = await site.Api.CreateAsync("Told to the packer");
        var hook = await site.FirstAsync("/api/webhooks?sort=-id&size=1");
        var log = $"/api/webhooks/{hook}/deliveries?state=delivered";
        await Eventually.HoldsAsync(async () => await site.Api.CountAsync(log) > 0 ? null : "nothing was delivered");
        await visit.GoAsync($"/webhooks/{hook}/show");
        var row = visit.Row($"customers/{customer}");
        await Assertions.Expect(row).ToContainTextAsync("lockstep.customer.created.v1");
        await Assertions.Expect(row).ToContainTextAsync("delivered");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(visit.Dialog).ToContainTextAsync("HTTP 2");
        await Assertions.Expect(visit.Dialog).ToContainTextAsync("Told to the packer");
        (await visit.Page.ContentAsync()).ShouldNotContain(secret[6..]);
        await visit.Button("Close").ClickAsync();
        await visit.ChooseAsync("State", "dead");
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }
}
