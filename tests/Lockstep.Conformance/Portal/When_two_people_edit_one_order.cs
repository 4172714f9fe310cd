using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed class When_two_people_edit_one_order(Chromium chromium, PortalSite site)
{
    private const string Tea = "Rooibos, 250 g";
    private const string Cup = "Cup Lerche, 0.25 l";

    [Fact]
    public async Task Who_saves_second_chooses_field_by_field_and_nothing_of_either_is_lost_unseen()
    {
        var order = await PlaceAsync();
        await using var first = await site.VisitAsync(chromium);
        await using var second = await site.VisitAsync(chromium);
        await first.GoAsync($"/orders/{order}");
        await second.GoAsync($"/orders/{order}");
        await first.Field("Reference").FillAsync("Of the first");
        await first.Number("Quantity").FillAsync("3");
        await first.Button("Save").ClickAsync();
        await first.ShowsAsync("Of the first");

        await second.Field("Reference").FillAsync("Of the second");
        await second.Button("Add").ClickAsync();
        var product = second.Page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = "Product" });
        await second.OfferedAsync(product.Last, "Cup Lerche, 0.25");
        await second.Number("Quantity").Last.FillAsync("1");
        await second.Button("Save").ClickAsync();
        await Assertions.Expect(Asked(second)).ToContainTextAsync($"2 × {Tea}1 × {Cup}");
        await Assertions.Expect(Asked(second)).ToContainTextAsync($"3 × {Tea}");
        await Choice(second, "Of the second").WaitForAsync();
        await Choice(second, "Of the first").CheckAsync();
        await second.Button("Save the chosen values").ClickAsync();
        await second.ShowsAsync("Of the first");
        await Assertions.Expect(second.Heading($"Order {order}")).ToBeVisibleAsync();

        var now = await site.Api.GetAsync($"/api/orders/{order}");
        now.GetProperty("reference").GetString().ShouldBe("Of the first");
        now.GetProperty("items").EnumerateArray()
            .Select(static line => $"{line.GetProperty("quantity")} × {line.GetProperty("name").GetString()}")
            .ShouldBe([$"2 × {Tea}", $"1 × {Cup}"]);
    }

    [Fact]
    public async Task Who_puts_the_choice_off_keeps_what_was_typed_and_is_asked_before_it_is_left()
    {
        var order = await PlaceAsync();
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/orders/{order}");
        await visit.Field("Reference").FillAsync("Typed");
        await ChangeAsync(order, new { reference = "Meanwhile" });
        await visit.Button("Save").ClickAsync();
        await Asked(visit).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(visit.Field("Reference")).ToHaveValueAsync("Typed");

        var asked = new TaskCompletionSource<string>();
        visit.Page.Dialog += async (_, dialog) =>
        {
            asked.TrySetResult(dialog.Message);
            await dialog.DismissAsync();
        };
        await visit.Menu("Customers").ClickAsync();
        (await Eventually.EndsAsync(asked.Task, "nobody asks whether it may be lost")).ShouldContain("changes weren't saved");
        await Assertions.Expect(visit.Field("Reference")).ToHaveValueAsync("Typed");

        await visit.Button("Save").ClickAsync();
        await Choice(visit, "Meanwhile").WaitForAsync();
        await visit.Button("Save the chosen values").ClickAsync();
        await visit.ShowsAsync("Typed");
        (await site.Api.GetAsync($"/api/orders/{order}")).GetProperty("reference").GetString().ShouldBe("Typed");
    }

    [Fact]
    public async Task Chosen_values_that_are_refused_too_say_why_and_the_choice_stays()
    {
        var order = await PlaceAsync();
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/orders/{order}");
        await visit.Number("Quantity").FillAsync("4");
        using var moved = await site.Api.Http.PutAsJsonAsync($"/api/orders/{order}/status", new { status = "PROCESSING" }, Ct);
        moved.EnsureSuccessStatusCode();
        await visit.Button("Save").ClickAsync();
        await Asked(visit).WaitForAsync();
        await visit.Button("Save the chosen values").ClickAsync();
        await visit.ShowsAsync("its items may only become fewer");
        await Assertions.Expect(Asked(visit)).ToContainTextAsync($"4 × {Tea}");
    }

    [Fact]
    public async Task A_step_that_somebody_else_took_first_is_told_and_not_taken_twice()
    {
        var order = await PlaceAsync();
        await using var visit = await site.VisitAsync(chromium);

        // Whoever hears of the change before the click takes the step on what is there by then, and is right to.
        await visit.Page.RouteAsync("**/api/events/stream**", static _ => Task.CompletedTask);
        await visit.GoAsync($"/orders/{order}/show");
        await visit.Button("Next: processing").WaitForAsync();
        await ChangeAsync(order, new { reference = "Changed by another" });
        await visit.Button("Next: processing").ClickAsync();
        await visit.Button("Confirm").ClickAsync();
        await visit.ShowsAsync("Changed by another");
        (await site.Api.GetAsync($"/api/orders/{order}")).GetProperty("status").GetString().ShouldBe("NEW");
        await visit.Button("Next: processing").ClickAsync();
        await visit.Button("Confirm").ClickAsync();
        await visit.ShowsAsync("The order is processing now.");
    }

    [Fact]
    public async Task What_the_server_says_of_a_line_stands_at_that_line()
    {
        var order = await PlaceAsync();
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/orders/{order}");
        await visit.Number("Quantity").FillAsync("2000000");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Number("Quantity")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.ShowsAsync("Must be a whole number from 1 to 1000000.");
    }

    [Fact(Skip = TestRun.FullOnly, SkipUnless = nameof(TestRun.IsFull), SkipType = typeof(TestRun))]
    public async Task What_was_saved_although_its_answer_was_lost_counts_as_saved_when_it_is_sent_again()
    {
        var order = await PlaceAsync();
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/orders/{order}");
        visit.ServerIsGone();
        await visit.Page.RouteAsync($"**/api/orders/{order}", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        }, new PageRouteOptions { Times = 1 });
        await visit.Field("Reference").FillAsync("Saved unheard");
        await visit.Number("Quantity").FillAsync("4");
        await visit.Button("Save").ClickAsync();
        await visit.ShowsAsync("The server can not be reached right now.");
        visit.ServerIsBack();
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Heading($"Order {order}")).ToBeVisibleAsync();
        await Assertions.Expect(Asked(visit)).ToHaveCountAsync(0);

        var now = await site.Api.GetAsync($"/api/orders/{order}");
        now.GetProperty("reference").GetString().ShouldBe("Saved unheard");
        now.GetProperty("items")[0].GetProperty("quantity").GetInt32().ShouldBe(4);
        now.GetProperty("version").GetInt64().ShouldBe(2);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static ILocator Asked(Visit visit) =>
        visit.Dialog.Filter(new LocatorFilterOptions { HasText = "Somebody else changed this record" });

    private static ILocator Choice(Visit visit, string value) =>
        Asked(visit).GetByRole(AriaRole.Radio, new LocatorGetByRoleOptions { Name = value });

    /// <summary>A new order of two packets of tea.</summary>
    private async Task<long> PlaceAsync()
    {
        var customer = await site.Api.CreateAsync("Two hands");
        var placed = await site.Api.PostAsync(
            "/api/orders", new { customerId = customer, reference = "As it was", items = new[] { new { sku = "TEA-130", quantity = 2 } } });
        return placed.GetProperty("id").GetInt64();
    }

    private async Task ChangeAsync(long order, object patch)
    {
        using var answer = await site.Api.Http.PatchAsJsonAsync($"/api/orders/{order}", patch, Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Ct));
    }
}
