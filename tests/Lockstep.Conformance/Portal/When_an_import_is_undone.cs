using System.Net.Http.Json;
using System.Text;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed class When_an_import_is_undone(Chromium chromium, PortalSite site)
{
    private const string File =
        """
        externalId,name,price,currency
        UNDO-1,Anchor now,2,EUR
        UNDO-2,Buoy now,2,EUR
        UNDO-3,Cleat,2,EUR

        """;

    [Fact(Skip = TestRun.FullOnly, SkipUnless = nameof(TestRun.IsFull), SkipType = typeof(TestRun))]
    public async Task What_it_would_do_is_seen_first_and_what_stays_says_why()
    {
        var ids = new List<long>();
        foreach (var (key, name) in new[] { ("UNDO-1", "Anchor"), ("UNDO-2", "Buoy") })
        {
            var made = await site.Api.PostAsync(
                "/api/products", new { externalId = key, source = "import", name, price = 1, currency = "EUR" });
            ids.Add(made.GetProperty("id").GetInt64());
        }

        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/imports/products");
        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "goods.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(File) });
        await visit.Button("Import").ClickAsync();
        await visit.ShowsAsync("The import is done");
        using var changed = await site.Api.Http.PatchAsJsonAsync(
            $"/api/products/{ids[1]}", new { price = 3 }, TestContext.Current.CancellationToken);
        changed.IsSuccessStatusCode.ShouldBeTrue();

        // Somebody comes back to it later.
        await visit.GoAsync("/imports/products");
        await visit.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Imports of before" }).GetByRole(AriaRole.Link).First
            .ClickAsync();
        await visit.Button("Undo this import").ClickAsync();
        foreach (var text in (string[])["1 removed", "1 put back", "1 left as they are", "Row 2: It was changed since by user:1"])
        {
            await Assertions.Expect(visit.Dialog).ToContainTextAsync(text);
        }

        (await NameAsync(ids[0])).ShouldBe("Anchor now", "nothing is done before");
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Undo this import" }).ClickAsync();
        await visit.ShowsAsync("The import is undone");
        await Assertions.Expect(visit.Row("It was changed since by user:1")).ToBeVisibleAsync();
        (await visit.BarriersAsync()).ShouldBeEmpty();
        ((await NameAsync(ids[0])), (await NameAsync(ids[1]))).ShouldBe(("Anchor", "Buoy now"));
        (await site.Api.CountAsync("/api/products?externalId=UNDO-3")).ShouldBe(0);
        await visit.Row("It was changed since by user:1").GetByRole(AriaRole.Link).ClickAsync();
        await visit.ShowsAsync("Buoy now");
    }

    private async Task<string?> NameAsync(long product) =>
        (await site.Api.GetAsync($"/api/products/{product}")).GetProperty("name").GetString();
}
