using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

/// <summary>Runs by itself, in <c>eng/portal/screenshots</c>.</summary>
public sealed class When_pictures_are_asked_for(Chromium chromium, PortalSite site) : IClassFixture<PortalSite>
{
    private const int Phone = 360;

    private static string Folder => Environment.GetEnvironmentVariable("LOCKSTEP_PICTURES")
        ?? throw new InvalidOperationException("LOCKSTEP_PICTURES says where they go.");

    [Theory(Explicit = true)]
    [InlineData("light", ColorScheme.Light, Visit.Desktop)]
    [InlineData("dark", ColorScheme.Dark, Visit.Desktop)]
    [InlineData("phone", ColorScheme.Light, Phone)]
    public async Task Each_page_is_taken(string name, ColorScheme scheme, int width)
    {
        Directory.CreateDirectory(Folder);
        var letter = await site.DeadLetterAsync($"pears {name}");
        await using var visit = await Visit.BeginAsync(chromium, site.Address, scheme, width);
        await visit.Page.GotoAsync("/");
        await visit.Field("E-mail").WaitForAsync();
        await TakeAsync(visit, "/sign-in", name);
        await visit.SignInAsync();
        foreach (var path in PortalPages.All)
        {
            await visit.GoAsync(path);
            await TakeAsync(visit, path, name);
        }

        await visit.GoAsync($"/dead-letters/{letter}/show");
        await TakeAsync(visit, "/dead-letters/show", name);
    }

    private static string NameOf(string path) =>
        path is "/" ? "home" : string.Join('-', path.Split(['/', '?', '='], StringSplitOptions.RemoveEmptyEntries));

    private static Task TakeAsync(Visit visit, string path, string name) => visit.Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Folder, $"{NameOf(path)}.{name}.png"),
        Animations = ScreenshotAnimations.Disabled,
    });
}
