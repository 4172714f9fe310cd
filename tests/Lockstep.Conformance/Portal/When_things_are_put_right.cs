using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed class When_things_are_put_right(Chromium chromium, PortalSite site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [FullFact]
    public async Task A_dead_letter_is_set_aside_with_a_reason_that_stays_with_it()
    {
        var letter = await site.DeadLetterAsync("plums");
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/dead-letters/{letter}/show");
        await visit.Button("Set aside").ClickAsync();
        var go = visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Set aside" });
        await Assertions.Expect(go).ToBeDisabledAsync();
        await visit.Dialog.GetByRole(AriaRole.Textbox).FillAsync("They closed their account");
        await go.ClickAsync();
        await visit.ShowsAsync("Set aside: 1");
        (await StateAsync(letter) is "dead").ShouldBeFalse();
        await visit.GoAsync($"/deliveries/{letter}/show");
        await visit.ShowsAsync("They closed their account");
    }

    [FullFact]
    public async Task Several_dead_letters_are_chosen_and_set_aside_at_once()
    {
        long[] letters = [await site.DeadLetterAsync("figs"), await site.DeadLetterAsync("dates"), await site.DeadLetterAsync("limes")];
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/dead-letters");
        foreach (var letter in letters[..2])
        {
            await visit.Mark(letter).CheckAsync();
        }

        await visit.ShowsAsync("2 items selected");
        await visit.Button("Set aside").Last.ClickAsync();
        await visit.ShowsAsync("Set 2 dead letters aside");
        await visit.Dialog.GetByRole(AriaRole.Textbox).FillAsync("Out of season");
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Set aside" }).ClickAsync();
        await visit.ShowsAsync("Set aside: 2");
        foreach (var letter in letters)
        {
            (await StateAsync(letter) is "dead").ShouldBe(letter == letters[2], "what was not chosen stays");
        }
    }

    [FullFact]
    public async Task A_stock_task_that_is_stuck_is_tried_again_and_closed_with_a_reason()
    {
        var order = await StuckAsync();
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/stock-tasks");
        var task = visit.Row($"{order}").Filter(new LocatorFilterOptions { HasText = "There is no such product." });
        await task.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Try again" }).ClickAsync();
        await visit.ShowsAsync("It is tried again.");
        await task.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Close" }).ClickAsync();
        await visit.ShowsAsync($"Close the stock task of order {order}?");
        await visit.Dialog.GetByRole(AriaRole.Textbox).FillAsync("Given away");
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Close" }).ClickAsync();
        await visit.ShowsAsync("Closed.");
        await Assertions.Expect(task).ToHaveCountAsync(0);
        await visit.ChooseAsync("State", "closed");
        await Assertions.Expect(visit.Row($"{order}").Last).ToContainTextAsync("Given away");
    }

    private async Task<string?> StateAsync(long letter) =>
        (await site.Api.GetAsync($"/api/sync/deliveries/{letter}")).GetProperty("delivery").GetProperty("state").GetString();

    /// <summary>A return of a product that went meanwhile.</summary>
    /// <returns>The id of the order.</returns>
    private async Task<long> StuckAsync()
    {
        var product = (await site.Api.PostAsync("/api/products", new { sku = "GONE-1", name = "Gone soon", price = 1, currency = "EUR" }))
            .GetProperty("id").GetInt64();
        var lines = new[] { new { productId = product, quantity = 1 } };
        var order = (await site.Api.PostAsync("/api/orders", new { kind = "return", items = lines })).GetProperty("id").GetInt64();
        using var gone = await site.Api.Http.DeleteAsync($"/api/products/{product}", Ct);
        gone.EnsureSuccessStatusCode();
        foreach (var status in (string[])["PROCESSING", "COMPLETED"])
        {
            using var moved = await site.Api.Http.PutAsJsonAsync($"/api/orders/{order}/status", new { status }, Ct);
            moved.EnsureSuccessStatusCode();
        }

        await Eventually.HoldsAsync(async () =>
            (await site.Api.GetAsync("/api/orders/stock-tasks?state=stuck")).GetProperty("items").GetArrayLength() > 0
                ? null : "it is not stuck");
        return order;
    }
}
