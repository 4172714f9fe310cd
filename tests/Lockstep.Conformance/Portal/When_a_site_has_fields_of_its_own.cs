using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

/// <summary>Fields that a site gives to its records: from their definition to what a list finds by them.</summary>
public sealed class When_a_site_has_fields_of_its_own(Chromium chromium, PortalSite site) : IClassFixture<PortalSite>
{
    [Fact]
    public async Task One_is_defined_filled_in_found_and_taken_away()
    {
        var customer = await site.Api.CreateAsync("Coloured Cups");
        await using var visit = await site.VisitAsync(chromium);
        await DefineAsync(visit);

        await visit.GoAsync($"/customers/{customer}");
        await visit.ChooseAsync("colour", "red");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Heading("Own fields")).ToBeVisibleAsync();
        await visit.ShowsAsync("red");
        await Assertions.Expect(visit.Row("Own fields")).ToContainTextAsync("changed");
        (await site.Api.GetAsync($"/api/customers/{customer}")).GetProperty("custom").GetProperty("colour").GetString().ShouldBe("red");

        var filter = Uri.EscapeDataString("""{"custom":{"colour":"red"}}""");
        await visit.GoAsync($"/customers?filter={filter}");
        await Assertions.Expect(visit.Page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Row("Coloured Cups")).ToBeVisibleAsync();

        await visit.GoAsync("/fields/customers");
        await visit.Button("Take away colour").ClickAsync();
        await visit.Button("Confirm").ClickAsync();
        await visit.ShowsAsync("No fields yet.");
        await visit.GoAsync($"/customers/{customer}/show");
        await Assertions.Expect(visit.Heading("Own fields")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nothing_is_said_of_those_that_a_form_leaves_empty()
    {
        await site.Api.PostAsync("/api/products/fields", new { name = "weight", type = "number", min = 0 });
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/products/create");
        await Assertions.Expect(visit.Number("weight")).ToBeVisibleAsync();
        await visit.Field("Name").FillAsync("A light lamp");
        await visit.Number("Price").FillAsync("3");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Heading("A light lamp")).ToBeVisibleAsync();

        var product = await site.FirstAsync("/api/products?q=light%20lamp&size=1");
        await visit.GoAsync($"/products/{product}");
        await visit.Number("weight").FillAsync("-1");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Number("weight")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Number("weight").FillAsync("0.25");
        await visit.Button("Save").ClickAsync();
        await visit.ShowsAsync("0.25");
        var custom = (await site.Api.GetAsync($"/api/products/{product}")).GetProperty("custom");
        custom.GetProperty("weight").GetDecimal().ShouldBe(0.25m);
    }

    private static async Task DefineAsync(Visit visit)
    {
        await visit.GoAsync("/fields");
        await visit.Button("Add a field").ClickAsync();
        await visit.Field("Name").FillAsync("Colour");
        await visit.ChooseAsync("Kind of value", "Choice");
        await visit.Field("Choices").FillAsync("red\nRED");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Field("Name")).ToHaveAttributeAsync("aria-invalid", "true");

        // What only the server knows stands at the field too.
        await visit.Field("Name").FillAsync("colour");
        await visit.Button("Save").ClickAsync();
        await visit.ShowsAsync("Must hold each word once");
        await visit.Field("Choices").FillAsync("red\nblue");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Row("colour")).ToContainTextAsync("red, blue");
    }
}
