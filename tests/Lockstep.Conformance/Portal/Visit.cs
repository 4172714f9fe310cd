using System.Collections.Concurrent;
using System.Text.RegularExpressions;
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

    private const string Reading = "[role=progressbar], .MuiSkeleton-root, .MuiCircularProgress-root";

    /// <summary>What the browser notes of each refusal by itself; whether a refusal was due is for the test to say.</summary>
    private const string Noted = "Failed to load resource: the server responded with a status of 4";

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Visit(IBrowserContext context, IPage page, string origin)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Hear(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Hear(isBad: true, error);
        page.Request += (_, request) => Hear(IsElsewhere(request.Url, origin), $"{request.Url} was asked for");
        page.Response += (_, answer) => Hear(answer.Status is 404 or >= 500, $"{answer.Status} from {answer.Url}");
    }

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
        return new Visit(context, await context.NewPageAsync(), origin);
    }

    /// <summary>The first admin, in a session of its own.</summary>
    public static async Task<Visit> SignedInAsync(Chromium chromium, Uri address)
    {
        var visit = await BeginAsync(chromium, address);
        await visit.Page.GotoAsync("/");
        await visit.SignInAsync();
        return visit;
    }

    /// <summary>What makes another visit go on in this session.</summary>
    public Task<string> KeepAsync() => _context.StorageStateAsync();

    /// <summary>How often something was pressed by <see cref="PressAsync"/>.</summary>
    public int Clicks { get; private set; }

    public async Task PressAsync(ILocator what)
    {
        Clicks++;
        await what.ClickAsync();
    }

    public async Task SignInAsync(string email = ServerProcess.AdminEmail, string password = ServerProcess.AdminPassword)
    {
        await Field("E-mail").FillAsync(email);
        await Page.GetByLabel("Password", new PageGetByLabelOptions { Exact = true }).FillAsync(password);
        await Button("Sign in").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Search" }).WaitForAsync();
    }

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
        await Page.Locator("main :is(h2, h3, h4, h5, h6, table, form)").First.WaitForAsync();
        await Page.WaitForFunctionAsync($"() => !document.querySelector('{Reading}')");
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Field(string name) => Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = name }).First;

    public ILocator Menu(string name) => Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Text(string text) => Page.GetByText(text).First;

    public Task ShowsAsync(string text) => Assertions.Expect(Text(text)).ToBeVisibleAsync();

    /// <summary>Types into a field that looks things up, and takes the first that it offers.</summary>
    public async Task OfferedAsync(string field, string text)
    {
        await Page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = field }).FillAsync(text);
        var named = new Regex(text, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        await Page.GetByRole(AriaRole.Option).Filter(new LocatorFilterOptions { HasTextRegex = named }).First.ClickAsync();
    }

    /// <summary>What keeps people out who see, hear or type otherwise, by axe-core; each with the first place where it is so.</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync() =>
    [
        .. (await Page.RunAxe()).Violations
            .Select(one => $"{Page.Url}: {one.Id}: {one.Help}: {one.Nodes[0].Html} and {one.Nodes.Length - 1} more"),
    ];

    /// <summary>By how many pixels the page is wider than its window.</summary>
    public Task<int> OverhangAsync() =>
        Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _complaints.ShouldBeEmpty();
    }

    private static bool IsElsewhere(string url, string origin) =>
        url.StartsWith("http", StringComparison.Ordinal) && !url.StartsWith(origin, StringComparison.Ordinal);

    private void Hear(bool isBad, string text)
    {
        if (isBad && !text.StartsWith(Noted, StringComparison.Ordinal))
        {
            _complaints.Enqueue(text);
        }
    }
}
