using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

public sealed class When_the_portal_is_looked_at(Chromium chromium, PortalSite site) : IClassFixture<PortalSite>
{
    private const int Phone = 360;

    private static IReadOnlyList<string> Pages => TestRun.IsFull ? PortalPages.All : PortalPages.Some;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_keeps_anybody_out(ColorScheme scheme)
    {
        await using var stranger = await Visit.BeginAsync(chromium, site.Address, scheme);
        List<string> barriers = [];
        foreach (var path in (string[])["/login", "/reset", "/register"])
        {
            await stranger.GoAsync(path);
            barriers.AddRange(await stranger.BarriersAsync());
        }

        await using var visit = await site.VisitAsync(chromium, scheme);
        foreach (var path in Pages)
        {
            await visit.GoAsync(path);
            barriers.AddRange(await visit.BarriersAsync());
        }

        barriers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_page_fits_on_a_phone()
    {
        await using var visit = await site.VisitAsync(chromium, width: Phone);
        List<string> wide = [];
        foreach (var path in Pages)
        {
            await visit.GoAsync(path);
            if (await visit.OverhangAsync() is > 0 and var pixels)
            {
                wide.Add($"{path} by {pixels} pixels");
            }
        }

        wide.ShouldBeEmpty();
    }
}
