using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

public sealed class When_the_server_or_the_session_ends(Chromium chromium, EndingSite site) : IClassFixture<EndingSite>
{
    /// <summary>What a page reads anew every half minute anyway would hide that no event comes.</summary>
    private const string NoPolling =
        """
        const set = window.setInterval;
        window.setInterval = (run, every, ...rest) => set(run, every >= 30000 ? 3600000 : every, ...rest);
        """;

    private readonly PortalServer _server = site.Server;

    [Fact]
    public async Task A_page_that_was_left_open_goes_on_and_hears_of_changes_again()
    {
        var customer = await _server.Api.CreateAsync("Left open");
        await using var visit = await Visit.SignedInAsync(chromium, _server.Address);
        await using var home = await visit.OpenTabAsync();
        await visit.Page.AddInitScriptAsync(NoPolling);
        await home.GoAsync("/");
        await home.ShowsAsync("Live");
        await visit.GoAsync($"/customers/{customer}/show");

        visit.ServerIsGone();
        await _server.DieAsync();
        await home.ShowsAsync("Not connected; trying again");
        await _server.StartAsync();
        await home.ShowsAsync("Live");
        visit.ServerIsBack();

        await _server.Api.PostAsync("/api/tickets", new { customerId = customer, subject = "After the restart" });
        await visit.ShowsAsync("After the restart");
        await visit.Menu("Products").ClickAsync();
        await visit.Link("Create").ClickAsync();
        await visit.Field("SKU").FillAsync("ANEW-1");
        await visit.Field("Name").FillAsync("Made after the restart");
        await visit.Number("Price").FillAsync("1");
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Heading("Made after the restart")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_saved_while_the_server_is_away_stays_typed_and_is_saved_once_it_is_back()
    {
        await using var visit = await Visit.SignedInAsync(chromium, _server.Address);
        await visit.GoAsync("/customers/create");
        await visit.Field("Name").FillAsync("Typed during the outage");
        visit.ServerIsGone();
        await _server.DieAsync();
        await visit.Button("Save").ClickAsync();
        await visit.ShowsAsync("The server can not be reached right now.");
        await Assertions.Expect(visit.Field("Name")).ToHaveValueAsync("Typed during the outage");
        await _server.StartAsync();
        visit.ServerIsBack();
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Heading("Typed during the outage")).ToBeVisibleAsync();
        (await _server.Api.CountAsync("/api/customers?q=outage")).ShouldBe(1);
    }

    [Fact]
    public async Task A_save_whose_answer_was_lost_makes_nothing_twice_when_it_is_sent_again()
    {
        await using var visit = await Visit.SignedInAsync(chromium, _server.Address);
        await visit.GoAsync("/customers/create");
        await visit.Field("Name").FillAsync("Made once");
        visit.ServerIsGone();
        await visit.Page.RouteAsync("**/api/customers", static async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await visit.Button("Save").ClickAsync();
        await visit.ShowsAsync("The server can not be reached right now.");
        (await _server.Api.CountAsync("/api/customers?q=Made%20once")).ShouldBe(1, "it was done, and nobody heard of it");
        await visit.Page.UnrouteAllAsync();
        visit.ServerIsBack();
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Heading("Made once")).ToBeVisibleAsync();
        (await _server.Api.CountAsync("/api/customers?q=Made%20once")).ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_ended_in_another_tab_asks_for_the_sign_in_and_keeps_what_was_typed()
    {
        await using var visit = await Visit.SignedInAsync(chromium, _server.Address);
        await visit.GoAsync("/customers/create");
        await visit.Field("Name").FillAsync("Typed before the end");
        await using (var other = await visit.OpenTabAsync())
        {
            await other.GoAsync("/");
            await other.Button("Administrator").ClickAsync();
            await other.Menu("Logout").ClickAsync();
            await other.Field("E-mail").WaitForAsync();
        }

        await visit.Button("Save").ClickAsync();
        await visit.ShowsAsync("Your session has ended");
        await visit.GiveAsync(ServerProcess.AdminEmail, "a wrong password");
        await Assertions.Expect(visit.Dialog.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await visit.SignInAsync();
        await Assertions.Expect(visit.Heading("Typed before the end")).ToBeVisibleAsync();
        (await _server.Api.CountAsync("/api/customers?q=before%20the%20end")).ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_in_in_another_tab_is_enough_for_this_one_too()
    {
        await using var visit = await Visit.SignedInAsync(chromium, _server.Address);
        await visit.GoAsync("/customers/create");
        await visit.Field("Name").FillAsync("Typed before both");
        await using var other = await visit.OpenTabAsync();
        await other.GoAsync("/");
        await other.Button("Administrator").ClickAsync();
        await other.Menu("Logout").ClickAsync();
        await other.SignInAsync();
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Heading("Typed before both")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_whose_session_ended_is_sent_after_the_sign_in()
    {
        await using var visit = await Visit.SignedInAsync(chromium, _server.Address);
        await visit.GoAsync("/imports/customers");
        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "people.csv", MimeType = "text/csv", Buffer = "name,email\nOut of a file,file@example.com\n"u8.ToArray(),
        });
        await visit.ShowsAsync("One row:");
        await visit.EndSessionAsync();
        await visit.Button("Import").ClickAsync();
        await visit.ShowsAsync("Your session has ended");
        await visit.SignInAsync();
        await visit.ShowsAsync("The import is done");
        await visit.ShowsAsync("1 new");
    }
}

/// <summary>A server in a process that tests end, one after the other; each leaves it running.</summary>
public sealed class EndingSite(StartedSites sites) : IAsyncLifetime
{
    internal PortalServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PortalServer.StartAsync(sites);

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
