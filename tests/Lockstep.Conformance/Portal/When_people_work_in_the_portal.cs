using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed class When_people_work_in_the_portal(Chromium chromium, PortalSite site)
{
    [Fact]
    public async Task They_sign_in_and_each_list_opens()
    {
        await using var visit = await Visit.SignedInAsync(chromium, site.Address);
        foreach (var name in (string[])["Customers", "Products", "Orders", "Tickets", "Packages", "Users", "Flows"])
        {
            await visit.Menu(name).ClickAsync();
            await Assertions.Expect(visit.Heading(name)).ToBeVisibleAsync();
            await Assertions.Expect(visit.Page.Locator("main tbody tr").First).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task They_create_a_customer_and_read_what_the_server_says_at_the_field()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/customers/create");
        await visit.Field("Name").FillAsync("Harbour Books");
        await visit.Field("E-mail").FillAsync("maja@lindqvist-keramik.example");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Field("E-mail")).ToHaveAttributeAsync("aria-invalid", "true");

        await visit.Field("E-mail").FillAsync("harbour@books.example");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Heading("Harbour Books")).ToBeVisibleAsync();
        await visit.ShowsAsync("harbour@books.example");
    }

    [Fact]
    public async Task Two_who_edit_one_customer_choose_field_by_field()
    {
        var customer = await site.Api.CreateAsync("Two hands");
        await using var first = await site.VisitAsync(chromium);
        await using var second = await site.VisitAsync(chromium);
        await first.GoAsync($"/customers/{customer}");
        await second.GoAsync($"/customers/{customer}");
        await first.Field("Name").FillAsync("The first hand");
        await first.Button("Save").ClickAsync();
        await first.ShowsAsync("The first hand");

        await second.Field("Name").FillAsync("The second hand");
        await second.Field("Phone").FillAsync("+351 22 555 0142");
        await second.Button("Save").ClickAsync();
        await second.ShowsAsync("Somebody else changed this record");
        await second.Radio("The first hand").CheckAsync();
        await second.Button("Save the chosen values").ClickAsync();
        await second.ShowsAsync("+351 22 555 0142");

        var now = await site.Api.GetAsync($"/api/customers/{customer}");
        now.GetProperty("name").GetString().ShouldBe("The first hand");
    }

    [Fact]
    public async Task An_order_goes_its_way_by_the_legal_steps()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/orders/{await site.FirstAsync("/api/orders?status=NEW&size=1")}/show");
        foreach (var step in (string[])["processing", "shipped", "delivered", "invoiced", "completed"])
        {
            await visit.Button($"Next: {step}").ClickAsync();
            await visit.Button("Confirm").ClickAsync();
            await visit.ShowsAsync($"The order is {step} now.");
        }

        await Assertions.Expect(visit.Button("Cancel order")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_ticket_is_answered()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/tickets/{await site.FirstAsync("/api/tickets?size=1")}/show");
        await visit.Field("Answer").FillAsync("A new cup is on its way.");
        await visit.Button("Send").ClickAsync();
        await visit.ShowsAsync("A new cup is on its way.");
        await Assertions.Expect(visit.Field("Answer")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_dead_letter_is_replayed_once_its_target_is_mended()
    {
        var letter = await site.DeadLetterAsync("apples");
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/dead-letters/{letter}/show");
        await visit.ShowsAsync("The shop takes no bad customers.");
        site.Mend("apples");
        await visit.Button("Replay").ClickAsync();
        await visit.ShowsAsync("It is on its way again.");
        await Eventually.HoldsAsync(async () =>
        {
            var delivery = (await site.Api.GetAsync($"/api/sync/deliveries/{letter}")).GetProperty("delivery");
            return delivery.GetProperty("state").GetString() is "delivered" ? null : "it is not delivered";
        });
    }

    [Fact]
    public async Task The_palette_finds_a_record_by_its_name()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/");
        await visit.Page.Keyboard.PressAsync("Control+k");
        await visit.Field("Search").FillAsync("Lindqvist");
        await visit.Page.GetByRole(AriaRole.Dialog).GetByText("Maja Lindqvist").First.WaitForAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Heading("Maja Lindqvist")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_that_ended_asks_for_the_sign_in_and_keeps_what_was_typed()
    {
        await using var visit = await Visit.SignedInAsync(chromium, site.Address);
        await visit.GoAsync("/customers/create");
        await visit.Field("Name").FillAsync("Typed before the end");
        await visit.EndSessionAsync();
        await visit.Button("Save").ClickAsync();
        await visit.ShowsAsync("Your session has ended");
        await visit.SignInAsync();
        await Assertions.Expect(visit.Heading("Typed before the end")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_signs_out_sees_nothing_any_more()
    {
        await using var visit = await Visit.SignedInAsync(chromium, site.Address);
        await visit.Button("Administrator").ClickAsync();
        await visit.Menu("Logout").ClickAsync();
        await visit.Field("E-mail").WaitForAsync();
        await visit.Page.GotoAsync("/#/customers");
        await visit.Field("E-mail").WaitForAsync();
    }
}
