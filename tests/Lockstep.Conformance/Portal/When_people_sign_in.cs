using System.Text.RegularExpressions;
using System.Web;
using Lockstep.Runtime.Storage;
using Microsoft.Playwright;
using OtpNet;

namespace Lockstep.Conformance.Portal;

[Trait(NodeFolder.Trait, NodeFolder.OpenId)]
public sealed partial class When_people_sign_in(Chromium chromium, SignInSite site, StartedSites sites) : IClassFixture<SignInSite>
{
    private const string Next = "nine-blue-kettles-sing";

    [Fact]
    public async Task A_second_factor_is_set_up_with_an_app_and_asked_for_from_then_on()
    {
        var email = await site.PersonAsync("Two Factors");
        await using var visit = await Visit.SignedInAsync(chromium, site.Address, email, SignInSite.Password);
        var (app, spare) = await SetUpAsync(visit);
        await SignOutAsync(visit, "Two Factors");
        await visit.GiveAsync(email, SignInSite.Password);
        await visit.ShowsAsync("Enter the code that your authenticator app shows");
        await Code(visit).FillAsync("000000");
        await visit.Button("Sign in").ClickAsync();
        await Assertions.Expect(Code(visit)).ToHaveAttributeAsync("aria-invalid", "true");
        // The code of now has turned it on, and counts only once; that of the next half minute is taken too.
        await Code(visit).FillAsync(app.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30)));
        await visit.Button("Sign in").ClickAsync();
        await visit.IsInAsync();

        await visit.GoAsync("/account");
        await visit.Button("Take it away").ClickAsync();
        await FactorPassword(visit).FillAsync(SignInSite.Password);
        await Code(visit).FillAsync(spare);
        await visit.Button("Take it away").ClickAsync();
        await visit.ShowsAsync("The second factor is taken away.");
        await SignOutAsync(visit, "Two Factors");
        await visit.SignInAsync(email, SignInSite.Password);
    }

    /// <summary>Sets the second factor up, with a slip on the way.</summary>
    /// <returns>The app, and a code for when the phone is lost.</returns>
    private static async Task<(Totp App, string Spare)> SetUpAsync(Visit visit)
    {
        await visit.GoAsync("/account");
        await visit.Button("Set it up").ClickAsync();
        await FactorPassword(visit).FillAsync("not my password at all");
        await visit.Button("Go on").ClickAsync();
        await Assertions.Expect(FactorPassword(visit)).ToHaveAttributeAsync("aria-invalid", "true");
        await FactorPassword(visit).FillAsync(SignInSite.Password);
        await visit.Button("Go on").ClickAsync();
        var app = await AppAsync(visit);
        await Code(visit).FillAsync("000000");
        await visit.Button("Turn it on").ClickAsync();
        await Assertions.Expect(Code(visit)).ToHaveAttributeAsync("aria-invalid", "true");
        await Code(visit).FillAsync(app.ComputeTotp());
        await visit.Button("Turn it on").ClickAsync();
        await visit.ShowsAsync("Keep these codes in a safe place.");
        var spare = await visit.Page.GetByRole(AriaRole.Listitem)
            .Filter(new LocatorFilterOptions { HasTextRegex = Spare() }).First.InnerTextAsync();
        await visit.Button("I have kept them").ClickAsync();
        await Assertions.Expect(visit.Button("Take it away")).ToBeVisibleAsync();
        return (app, spare);
    }

    [Fact]
    public async Task A_password_for_the_first_use_is_replaced_on_the_way_in()
    {
        await using var fresh = await sites.CopyAsync(StoreKind.Sqlite);
        await using var command = ServerProcess.StartCommand(fresh, "admin", "reset-password");
        (await command.ExitAsync()).ShouldBe(0, string.Join('\n', command.Errors));
        var once = OneTime().Match(string.Join('\n', command.Output)).Groups["password"].Value;
        var port = Ports.Free();
        await using var server = ServerProcess.Start(fresh, ("LOCKSTEP_HTTP", $"{port}"));
        await server.HttpsPortAsync();
        await using var visit = await Visit.BeginAsync(chromium, PortalServer.AddressOf(port));
        await visit.Page.GotoAsync("/");
        await visit.GiveAsync(ServerProcess.AdminEmail, once);
        await visit.ShowsAsync("This password was for the first use.");
        await visit.Labelled("New password").FillAsync("short");
        await visit.Button("Sign in").ClickAsync();
        await Assertions.Expect(visit.Labelled("New password")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Labelled("New password").FillAsync(Next);
        await visit.Button("Sign in").ClickAsync();
        await visit.IsInAsync();
        await SignOutAsync(visit, "Administrator");
        await visit.SignInAsync(password: Next);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_the_link_of_a_mail()
    {
        var email = await site.PersonAsync("Forgetful");
        await using var visit = await Visit.BeginAsync(chromium, site.Address);
        await visit.Page.GotoAsync("/");
        await visit.Link("Forgot your password?").ClickAsync();
        // The page before has a field of that name too.
        await visit.Button("Send me a code").WaitForAsync();
        await visit.Field("E-mail").FillAsync(email);
        await visit.Button("Send me a code").ClickAsync();
        await visit.ShowsAsync("a mail with a code is on its way");
        var arrived = await site.Mail.NextAsync();
        arrived.To.ShouldBe([email]);
        await visit.Page.GotoAsync("about:blank");
        await visit.Page.GotoAsync(Address().Match(arrived.Text).Value);
        await Assertions.Expect(visit.Field("Code")).Not.ToHaveValueAsync("");
        await visit.Labelled("New password").FillAsync("short");
        await visit.Button("Set the password").ClickAsync();
        await Assertions.Expect(visit.Labelled("New password")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Labelled("New password").FillAsync(Next);
        await visit.Button("Set the password").ClickAsync();
        await visit.ShowsAsync("Your password is set.");
        await visit.Button("Sign in").ClickAsync();
        await visit.SignInAsync(email, Next);
    }

    [Fact]
    public async Task A_code_that_is_wrong_is_told_at_its_field()
    {
        await using var visit = await Visit.BeginAsync(chromium, site.Address);
        await visit.Page.GotoAsync("/#/reset?code=aaaa-bbbb-cccc-dddd-eeee-ffff");
        await visit.Labelled("New password").FillAsync(Next);
        await visit.Button("Set the password").ClickAsync();
        await Assertions.Expect(visit.Field("Code")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task The_account_of_the_organisation_opens_the_portal_with_the_roles_of_its_groups()
    {
        await using var visit = await Visit.BeginAsync(chromium, site.Address);
        await visit.AllowAsync(site.Provider.Issuer);
        await visit.Page.GotoAsync("/");
        await visit.Link("Sign in with your organisation").ClickAsync();
        await AtProviderAsync(visit.Page, "u-ben");
        await visit.IsInAsync();
        await Assertions.Expect(visit.Button("Ben")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Menu("Audit log")).ToBeVisibleAsync();
        await visit.Menu("Customers").ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
        await Assertions.Expect(visit.Link("Create")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_at_once()
    {
        var email = await site.PersonAsync("Everywhere");
        await using var here = await Visit.SignedInAsync(chromium, site.Address, email, SignInSite.Password);
        await using var there = await Visit.SignedInAsync(chromium, site.Address, email, SignInSite.Password);
        await here.GoAsync("/account");
        await Assertions.Expect(here.Row("this one")).ToHaveCountAsync(1);
        await here.Button("End").ClickAsync();
        await here.ShowsAsync("The session has ended.");
        await Assertions.Expect(here.Button("End")).ToHaveCountAsync(0);
        await there.Menu("Orders").ClickAsync();
        await there.ShowsAsync("Your session has ended");
        await there.SignInAsync(email, SignInSite.Password);
        await Assertions.Expect(there.Heading("Orders")).ToBeVisibleAsync();

        await here.Button("Sign out everywhere").ClickAsync();
        await here.Button("Confirm").ClickAsync();
        await here.Field("E-mail").WaitForAsync();
        await there.Menu("Customers").ClickAsync();
        await there.ShowsAsync("Your session has ended");
        await there.Button("Leave this page").ClickAsync();
        await there.Button("Sign in").WaitForAsync();
        await Assertions.Expect(there.Dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Another_password_ends_all_other_sessions_and_this_one_goes_on()
    {
        var email = await site.PersonAsync("Careful");
        await using var here = await Visit.SignedInAsync(chromium, site.Address, email, SignInSite.Password);
        await using var there = await Visit.SignedInAsync(chromium, site.Address, email, SignInSite.Password);
        await here.GoAsync("/account");
        await here.Labelled("Current password").FillAsync(SignInSite.Password);
        await here.Labelled("New password").FillAsync(Next);
        await here.Button("Change the password").ClickAsync();
        await here.ShowsAsync("Your password is changed. All other sessions have ended.");
        await here.Menu("Customers").ClickAsync();
        await here.Link("Create").ClickAsync();
        await here.Field("Name").FillAsync("After the change");
        await here.Button("Save").ClickAsync();
        await Assertions.Expect(here.Heading("After the change")).ToBeVisibleAsync();
        await there.Menu("Customers").ClickAsync();
        await there.ShowsAsync("Your session has ended");
        await there.SignInAsync(email, Next);
    }

    [Fact]
    public async Task A_person_allows_lockstep_to_sign_in_at_a_system_by_the_address_that_comes_back()
    {
        await using var visit = await Visit.SignedInAsync(chromium, site.Address);
        await visit.GoAsync("/systems/shop/show");
        await visit.Button("Begin").ClickAsync();
        var page = await visit.Link("Open the page of the provider").GetAttributeAsync("href");
        using var browser = new SignInBrowser("u-ada");
        var (_, back) = await browser.GoAsync(new Uri(page!), new Uri(site.Address, "/signin-oidc").AbsoluteUri);
        await visit.Field("The address it sent you to").FillAsync("https://elsewhere.example/?nothing=here at all");
        await visit.Button("Finish").ClickAsync();
        await visit.ShowsAsync("There is no code in this address.");
        await visit.Field("The address it sent you to").FillAsync(back.AbsoluteUri);
        await visit.Button("Finish").ClickAsync();
        await visit.ShowsAsync("Allowed");
    }

    private static ILocator Code(Visit visit) => visit.Field("Code of your authenticator app");

    /// <summary>The last field of that name: the one before it belongs to the change of the password.</summary>
    private static ILocator FactorPassword(Visit visit) => visit.Labelled("Current password").Last;

    /// <summary>The app on a phone, once it has the key that the page shows.</summary>
    private static async Task<Totp> AppAsync(Visit visit)
    {
        var link = await visit.Link("Open the app on this device").GetAttributeAsync("href");
        var secret = HttpUtility.ParseQueryString(new Uri(link!).Query)["secret"]!;
        await visit.ShowsAsync($"{secret[..4]} {secret[4..8]}");
        return new Totp(Base32Encoding.ToBytes(secret));
    }

    private static async Task SignOutAsync(Visit visit, string name)
    {
        await visit.Button(name).ClickAsync();
        await visit.Menu("Logout").ClickAsync();
        await visit.Field("E-mail").WaitForAsync();
    }

    private static async Task AtProviderAsync(IPage page, string account)
    {
        await page.Locator("input[name=login]").FillAsync(account);
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();
    }

    [GeneratedRegex("one-time password (?<password>[^ ,]+),", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex OneTime();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/\S*code=\S+", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Address();

    /// <summary>Two words at least; the browser reads it too, and knows only few options.</summary>
    [GeneratedRegex("^[A-Za-z0-9]{4,}-[A-Za-z0-9-]{4,}$", RegexOptions.None, 1_000)]
    private static partial Regex Spare();
}
