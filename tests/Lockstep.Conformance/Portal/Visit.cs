using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

/// <summary>
/// One person at the portal: cookies, window and language of their own. At its end nothing may have gone wrong in the browser.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    /// <summary>A machine that does much else takes its time.</summary>
    public const float PatienceMs = 60_000;

    /// <summary>How wide a window is where there is room.</summary>
    public const int Desktop = 1280;

    /// <summary>What a page still waits for; nothing once it has settled.</summary>
    private const string Unsettled =
        """
        () => {
            const waiting = [...document.querySelectorAll('[role=progressbar], .MuiSkeleton-root, .MuiCircularProgress-root')]
                .map(one => one.getAttribute('aria-label') || one.className || one.outerHTML);
            const says = (document.querySelector('#main-content') ?? document.querySelector('main'))?.innerText.trim();
            return says ? waiting : ['anything to say', ...waiting];
        }
        """;

    private readonly IBrowserContext _context;
    private readonly Complaints _complaints;
    private readonly bool _isTab;

    private Visit(IBrowserContext context, IPage page, Complaints complaints, bool isTab = false) =>
        (_context, Page, _complaints, _isTab) = (context, page, complaints, isTab);

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(
        Chromium chromium, Uri address, ColorScheme scheme = ColorScheme.Light, int width = Desktop, string? state = null)
    {
        var page = Path.Combine(AppContext.BaseDirectory, "portal", "index.html");
        Assert.SkipUnless(File.Exists(page), "Built with LOCKSTEP_PORTAL=off.");
        var origin = address.GetLeftPart(UriPartial.Authority);
        var context = await (await chromium.BrowserAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = origin,
            ColorScheme = scheme,
            Locale = "en-GB",
            StorageState = state,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = 850 },
        });
        context.SetDefaultTimeout(PatienceMs);
        var complaints = new Complaints(context, origin);
        return new Visit(context, await context.NewPageAsync(), complaints);
    }

    /// <summary>Somebody in a session of their own; the first admin by default.</summary>
    public static async Task<Visit> SignedInAsync(
        Chromium chromium, Uri address, string email = ServerProcess.AdminEmail, string password = ServerProcess.AdminPassword)
    {
        var visit = await BeginAsync(chromium, address);
        await visit.Page.GotoAsync("/");
        await visit.SignInAsync(email, password);
        return visit;
    }

    /// <summary>What makes another visit go on in this session.</summary>
    public Task<string> KeepAsync() => _context.StorageStateAsync();

    /// <summary>A second tab of the same browser, of the same session.</summary>
    public async Task<Visit> OpenTabAsync() => new(_context, await _context.NewPageAsync(), _complaints, isTab: true);

    /// <summary>From now on until <see cref="ServerIsBack"/> nobody is surprised that the server does not answer.</summary>
    public void ServerIsGone() => _complaints.IsServerGone = true;

    public void ServerIsBack() => _complaints.IsServerGone = false;

    /// <summary>A sign-in may go over the pages of another host; what those load themselves does not leave this machine.</summary>
    public Task AllowAsync(string host) => _complaints.AllowAsync(host);

    /// <summary>How often something was pressed by <see cref="PressAsync"/>.</summary>
    public int Clicks { get; private set; }

    public async Task PressAsync(ILocator what)
    {
        Clicks++;
        await what.ClickAsync();
    }

    public async Task SignInAsync(string email = ServerProcess.AdminEmail, string password = ServerProcess.AdminPassword)
    {
        await GiveAsync(email, password);
        await IsInAsync();
    }

    /// <summary>Fills in the sign-in and sends it, whatever comes of it.</summary>
    public async Task GiveAsync(string email, string password)
    {
        await Field("E-mail").FillAsync(email);
        await Labelled("Password").FillAsync(password);
        await Button("Sign in").ClickAsync();
    }

    /// <summary>Waits until the pages for people who are signed in are there.</summary>
    public Task IsInAsync() => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Search" }).WaitForAsync();

    /// <summary>Signs out as in another tab, so that this page does not know.</summary>
    public Task EndSessionAsync() => Page.EvaluateAsync(
        """
        async () => {
            const { antiforgeryToken } = await (await fetch('/api/auth/session')).json();
            await fetch('/api/auth/logout', { method: 'POST', headers: { 'X-CSRF-Token': antiforgeryToken } });
        }
        """);

    /// <summary>Opens a page by its address as a link from elsewhere does, and waits until all that it shows has been read.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync("about:blank");
        await Page.GotoAsync($"/#{path}");
        await SettleAsync();
    }

    public async Task SettleAsync()
    {
        try
        {
            await Page.WaitForFunctionAsync($"() => ({Unsettled})().length === 0");
        }
        catch (TimeoutException late)
        {
            var waiting = await Page.EvaluateAsync<string[]>(Unsettled);
            throw new TimeoutException(
                $"{Page.Url} did not settle. It waits for {string.Join("; ", waiting)}; asked for and not answered: "
                    + $"{string.Join(", ", _complaints.Open)}.",
                late);
        }
    }

    /// <summary>Goes over to light or dark as a system does in the evening, and waits until the page has followed.</summary>
    public async Task SwitchAsync(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        await Page.WaitForFunctionAsync(
            """
            isDark => {
                const parts = getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).map(Number);
                const isFading = document.getAnimations().some(one => one instanceof CSSTransition && one.playState === 'running');
                return (Math.max(...parts) < 100) === isDark && !isFading;
            }
            """,
            scheme is ColorScheme.Dark);
        await SettleAsync();
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Field(string name) => Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Number(string name) => Page.GetByRole(AriaRole.Spinbutton, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>A field by its label where it has no role of its own, as one for a password.</summary>
    public ILocator Labelled(string name) => Page.GetByLabel(name, new PageGetByLabelOptions { Exact = true });

    public ILocator Radio(string name) => Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = name });

    /// <summary>What marks the record of an id in a list, for what is done with many.</summary>
    public ILocator Mark(long id) =>
        Page.GetByRole(AriaRole.Checkbox, new PageGetByRoleOptions { Name = $"Select this row: {id}", Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = name }).First;

    public ILocator Menu(string name) => Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    /// <summary>The rows of tables in which a text stands.</summary>
    public ILocator Row(string text) => Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = text });

    public ILocator Text(string text) => Page.GetByText(text).First;

    public Task ShowsAsync(string text) => Assertions.Expect(Text(text)).ToBeVisibleAsync();

    /// <summary>Takes one of the choices of a field.</summary>
    public async Task ChooseAsync(string field, string choice)
    {
        await Page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = field }).ClickAsync();
        await Page.GetByRole(AriaRole.Option, new PageGetByRoleOptions { Name = choice }).First.ClickAsync();
    }

    /// <summary>Types into a field that looks things up, and takes the first that it offers.</summary>
    public Task OfferedAsync(string field, string text) =>
        OfferedAsync(Page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = field }), text);

    public async Task OfferedAsync(ILocator field, string text)
    {
        await field.FillAsync(text);
        var named = new Regex(text, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        await Page.GetByRole(AriaRole.Option).Filter(new LocatorFilterOptions { HasTextRegex = named }).First.ClickAsync();
    }

    /// <summary>What keeps people out who see, hear or type otherwise, by axe-core; each with the first place where it is so.</summary>
    /// <param name="rule">The only rule that is asked for; by default all are.</param>
    public async Task<IReadOnlyList<string>> BarriersAsync(string? rule = null) =>
    [
        .. (await Page.RunAxe(new AxeRunOptions
        {
            // Of what is as it should be axe tells every place in full otherwise.
            ResultTypes = [ResultType.Violations],
            RunOnly = rule is null ? null : new RunOnlyOptions { Type = "rule", Values = [rule] },
        })).Violations
            .Select(one => $"{Page.Url}: {one.Id}: {one.Help}: {one.Nodes[0].Html} and {one.Nodes.Length - 1} more"),
    ];

    /// <summary>By how many pixels the page is wider than its window.</summary>
    public Task<int> OverhangAsync() =>
        Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        if (_isTab)
        {
            await Page.CloseAsync();
            return;
        }

        await _context.DisposeAsync();
        _complaints.ShouldBeNone();
    }
}
