using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

/// <summary>On paper, and in another language.</summary>
[Collection(WithPortal.Name)]
public sealed partial class When_a_page_is_read_otherwise(Chromium chromium, PortalSite site)
{
    [Fact(Skip = TestRun.FullOnly, SkipUnless = nameof(TestRun.IsFull), SkipType = typeof(TestRun))]
    public async Task A_printed_order_has_its_lines_and_total_and_nothing_to_press()
    {
        var order = await PlaceAsync();
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/orders/{order}/show");
        await visit.Page.EvaluateAsync("() => { window.print = () => { window.wasPrinted = true; }; }");
        await visit.Button("Print").ClickAsync();
        (await visit.Page.EvaluateAsync<bool>("() => window.wasPrinted === true")).ShouldBeTrue();

        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Assertions.Expect(visit.Row("TEA-130")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Row("Total").Last).ToBeVisibleAsync();
        await Assertions.Expect(visit.Heading($"Order {order}")).ToBeVisibleAsync();
        (await visit.Page.GetByRole(AriaRole.Button).CountAsync()).ShouldBe(0);
        (await visit.Page.GetByRole(AriaRole.Menuitem).CountAsync()).ShouldBe(0);
        (await visit.OverhangAsync()).ShouldBe(0);
    }

    [Fact(Skip = TestRun.FullOnly, SkipUnless = nameof(TestRun.IsFull), SkipType = typeof(TestRun))]
    public async Task The_language_is_chosen_and_dates_and_amounts_are_written_as_it_does()
    {
        var order = await PlaceAsync();
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/orders/{order}/show");
        var (total, at) = (visit.Page.Locator("tfoot"), visit.Page.Locator("main time").First);
        await Assertions.Expect(total).ToContainTextAsync(EnglishAmount());
        await Assertions.Expect(at).ToHaveTextAsync(EnglishDate());

        await SpeakAsync(visit, "English", "Deutsch");
        await Assertions.Expect(visit.Heading($"Auftrag {order}")).ToBeVisibleAsync();
        await Assertions.Expect(total).ToContainTextAsync(OtherAmount());
        await Assertions.Expect(at).ToHaveTextAsync(GermanDate());

        await SpeakAsync(visit, "Deutsch", "Русский");
        await Assertions.Expect(visit.Heading($"Заказ {order}")).ToBeVisibleAsync();
        await Assertions.Expect(total).ToContainTextAsync(OtherAmount());
        await Assertions.Expect(at).ToHaveTextAsync(RussianDate());

        // Whoever comes back reads on in the language that was chosen.
        await visit.GoAsync("/customers");
        await Assertions.Expect(visit.Heading("Клиенты")).ToBeVisibleAsync();
        await SpeakAsync(visit, "Русский", "English");
        await Assertions.Expect(visit.Heading("Customers")).ToBeVisibleAsync();
    }

    private static async Task SpeakAsync(Visit visit, string from, string to)
    {
        await visit.Button(from).ClickAsync();
        await visit.Menu(to).ClickAsync();
    }

    private async Task<long> PlaceAsync()
    {
        var customer = await site.Api.CreateAsync("Read otherwise");
        var placed = await site.Api.PostAsync(
            "/api/orders", new { customerId = customer, items = new[] { new { sku = "TEA-130", quantity = 3 } } });
        return placed.GetProperty("id").GetInt64();
    }

    [GeneratedRegex(@"[A-Z]{3}\s[\d,]+\.\d{2}", RegexOptions.None, 1_000)]
    private static partial Regex EnglishAmount();

    [GeneratedRegex(@"[\d.\s]+,\d{2}\s[A-Z]{3}", RegexOptions.None, 1_000)]
    private static partial Regex OtherAmount();

    [GeneratedRegex(@"^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d{2}\s[AP]M$", RegexOptions.None, 1_000)]
    private static partial Regex EnglishDate();

    [GeneratedRegex(@"^\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}$", RegexOptions.None, 1_000)]
    private static partial Regex GermanDate();

    [GeneratedRegex(@"^\d{1,2} [а-я]+\.? \d{4}\sг\., \d{2}:\d{2}$", RegexOptions.None, 1_000)]
    private static partial Regex RussianDate();
}
