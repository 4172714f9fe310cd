using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed class When_a_customer_comes_by_itself(Chromium chromium, PortalSite site)
{
    /// <summary>One red dot, as PNG.</summary>
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task It_registers_orders_asks_with_a_picture_and_reads_the_answer()
    {
        await using var visit = await Visit.BeginAsync(chromium, site.Address);
        await visit.Page.GotoAsync("/");
        await visit.Link("New here? Register as a customer").ClickAsync();
        await visit.Field("Your name").FillAsync("Ada Byron");
        await visit.Field("E-mail").FillAsync("ada@byron.example");
        await visit.Page.GetByLabel("Password", new PageGetByLabelOptions { Exact = true }).FillAsync("seven horses, no cart");
        await visit.Button("Register").ClickAsync();

        await visit.Menu("Orders").ClickAsync();
        await visit.Link("Create").ClickAsync();
        await visit.OfferedAsync("Product", "cup");
        await visit.Page.GetByRole(AriaRole.Spinbutton, new PageGetByRoleOptions { Name = "Quantity" }).FillAsync("2");
        await visit.Button("Save").ClickAsync();
        var life = visit.Page.GetByRole(AriaRole.List, new PageGetByRoleOptions { Name = "Life of the order" });
        await Assertions.Expect(life).ToBeVisibleAsync();

        await visit.Menu("Tickets").ClickAsync();
        await visit.Link("Create").ClickAsync();
        await visit.Field("Subject").FillAsync("A red dot on the cup");
        await visit.Field("Description").FillAsync("See the picture.");
        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "dot.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Picture) });
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "dot.png" })).ToBeVisibleAsync();

        var ticket = await site.FirstAsync("/api/tickets?q=red%20dot&size=1");
        await site.Api.PostAsync($"/api/tickets/{ticket}/comments", new { body = "A new cup is on its way.", visibility = "public" });
        await visit.Page.ReloadAsync();
        await visit.ShowsAsync("A new cup is on its way.");
    }
}
