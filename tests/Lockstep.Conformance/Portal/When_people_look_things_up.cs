using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed partial class When_people_look_things_up(Chromium chromium, PortalSite site)
{
    [FullFact]
    public async Task The_palette_is_opened_searched_and_left_by_keys_alone()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/");
        await visit.Page.Keyboard.PressAsync("Control+k");
        await visit.Page.Keyboard.TypeAsync("Lerche");
        await Assertions.Expect(visit.Dialog.GetByText("Cup Lerche")).ToHaveCountAsync(2);
        var second = await visit.Dialog.GetByText("Cup Lerche").Nth(1).InnerTextAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Heading(second)).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Control+k");
        await visit.Page.Keyboard.TypeAsync("nothing of this name");
        await visit.ShowsAsync("Nothing found");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visit.Dialog).ToHaveCountAsync(0);
        await Assertions.Expect(visit.Heading(second)).ToBeVisibleAsync();
    }

    [FullFact]
    public async Task Columns_are_chosen_and_stay_chosen()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/customers");
        await Assertions.Expect(Column(visit, "Phone")).ToHaveCountAsync(0);
        await visit.Button("Columns").ClickAsync();
        await visit.Labelled("Phone").CheckAsync();
        await visit.Labelled("Organisation").UncheckAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Column(visit, "Phone")).ToBeVisibleAsync();
        await Assertions.Expect(Column(visit, "Organisation")).ToHaveCountAsync(0);
        await visit.GoAsync("/customers");
        await Assertions.Expect(Column(visit, "Phone")).ToBeVisibleAsync();
        await Assertions.Expect(Column(visit, "Organisation")).ToHaveCountAsync(0);
    }

    [FullFact]
    public async Task A_view_of_a_list_is_kept_under_a_name_and_used_again()
    {
        var name = "Seen " + Guid.NewGuid().ToString("N")[..8];
        await site.Api.CreateAsync(name);
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/customers");
        await visit.Field("Search").FillAsync(name);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Main).Locator("tbody tr")).ToHaveCountAsync(1);
        await visit.Button("Add filter").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { NameRegex = SaveQuery() }).ClickAsync();
        await visit.Field("Query name").FillAsync("My customers");
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save" }).ClickAsync();
        await visit.Field("Search").FillAsync("");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Main).Locator("tbody tr")).Not.ToHaveCountAsync(1);
        await visit.Button("Add filter").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "My customers" }).First.ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Main).Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Field("Search")).ToHaveValueAsync(name);
    }

    [FullFact]
    public async Task What_is_done_with_many_names_those_that_refuse_it_and_leaves_them_as_they_were()
    {
        var name = "Many " + Guid.NewGuid().ToString("N")[..8];
        long[] customers = [await site.Api.CreateAsync($"{name} one"), await site.Api.CreateAsync($"{name} two")];
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/customers?filter={Uri.EscapeDataString($$"""{"q":"{{name}}"}""")}");
        foreach (var row in (string[])[$"{name} one", $"{name} two"])
        {
            await visit.Row(row).GetByRole(AriaRole.Checkbox).CheckAsync();
        }

        using var meanwhile = await site.Api.Http.PatchAsJsonAsync(
            $"/api/customers/{customers[1]}", new { phone = "+49 30 555 0101" }, TestContext.Current.CancellationToken);
        meanwhile.EnsureSuccessStatusCode();
        await visit.Button("Change status").ClickAsync();
        await visit.ShowsAsync("2 records");
        await visit.ChooseAsync("Change status", "inactive");
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Change" }).ClickAsync();
        await visit.ShowsAsync("One record is changed.");
        await Assertions.Expect(visit.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync($"{customers[1]}: ");
        await visit.Button("Close").ClickAsync();
        await Assertions.Expect(visit.Row($"{name} one")).ToContainTextAsync("inactive");
        (await site.Api.GetAsync($"/api/customers/{customers[1]}")).GetProperty("status").GetString().ShouldBe("active");
    }

    [FullFact]
    public async Task A_report_is_drawn_asked_otherwise_and_taken_along_as_a_file()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/reports/sales");
        var chart = visit.Page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Sales" });
        await Assertions.Expect(chart).ToBeVisibleAsync();
        await Assertions.Expect(Column(visit, "Day")).ToBeVisibleAsync();
        await visit.ChooseAsync("By", "product");
        await Assertions.Expect(Column(visit, "SKU")).ToBeVisibleAsync();
        await visit.ChooseAsync("Range", "this year");
        await Assertions.Expect(visit.Row("TEA-130").First).ToBeVisibleAsync();
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Link("CSV for Excel").ClickAsync());
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        var csv = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        csv.ShouldContain("TEA-130");

        // The address holds what was asked: whoever gets the link sees the same.
        await visit.Page.ReloadAsync();
        await Assertions.Expect(Column(visit, "SKU")).ToBeVisibleAsync();
    }

    [FullFact]
    public async Task A_report_is_scheduled_with_its_faults_at_the_fields_and_taken_off_again()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/reports/schedules");
        await visit.Button("New schedule").ClickAsync();
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Field("Name")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Field("Name").FillAsync("Of each Monday");
        await visit.Field("Time").FillAsync("every now and then");
        await visit.Field("Into the folder").FillAsync("mondays");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Field("Time")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.ChooseAsync("How often", "on the first at 6");
        await visit.Button("Save").ClickAsync();
        var row = visit.Row("Of each Monday");
        await Assertions.Expect(row).ToContainTextAsync("0 6 1 * *");
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete: Of each Monday" }).ClickAsync();
        await visit.Button("Confirm").ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }

    [FullFact]
    public async Task The_audit_log_tells_who_did_what_and_leads_to_it()
    {
        var customer = await site.Api.CreateAsync("Seen in the log");
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/audit");
        await visit.Field("On what").FillAsync($"customers/{customer}");
        await visit.Page.Keyboard.PressAsync("Enter");
        var entry = visit.Row("customer:created");
        await Assertions.Expect(entry).ToHaveCountAsync(1);
        await Assertions.Expect(entry).ToContainTextAsync("user:1");
        await entry.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(visit.Heading("Seen in the log")).ToBeVisibleAsync();

        await visit.GoAsync("/audit");
        await visit.ChooseAsync("Refused", "only refused");
        await Assertions.Expect(visit.Row("customer:created")).ToHaveCountAsync(0);
    }

    private static ILocator Column(Visit visit, string name) =>
        visit.Page.GetByRole(AriaRole.Columnheader, new PageGetByRoleOptions { Name = name, Exact = true });

    [GeneratedRegex("Save current query", RegexOptions.None, 1_000)]
    private static partial Regex SaveQuery();
}
