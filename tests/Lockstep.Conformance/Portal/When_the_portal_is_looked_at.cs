using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

public sealed class When_the_portal_is_looked_at(Chromium chromium, PortalSite site) : IClassFixture<PortalSite>
{
    private const int Phone = 360;

    /// <summary>How many look at once: while the page of one is read, another is looked at.</summary>
    private const int Lookers = 3;

    private static readonly string[] BeforeTheSignIn = ["/login", "/reset", "/register"];

    private static IReadOnlyList<string> Pages => TestRun.IsFull ? PortalPages.All : PortalPages.Some;

    /// <summary>In light and in dark, to which a page that is open changes by itself; nothing but its colours is another then.</summary>
    [Fact]
    public async Task Nothing_keeps_anybody_out()
    {
        var barriers = new ConcurrentQueue<string>();
        await using (var stranger = await Visit.BeginAsync(chromium, site.Address))
        {
            await LookAsync(stranger, new ConcurrentQueue<string>(BeforeTheSignIn), BothAsync);
        }

        await EachAsync(Visit.Desktop, BothAsync);
        barriers.ShouldBeEmpty();

        async Task BothAsync(Visit visit, string path)
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await visit.SwitchAsync(scheme);
                foreach (var barrier in await visit.BarriersAsync(scheme is ColorScheme.Dark ? "color-contrast" : null))
                {
                    barriers.Enqueue($"{scheme}: {barrier}");
                }
            }
        }
    }

    [Fact]
    public async Task Each_page_fits_on_a_phone()
    {
        var wide = new ConcurrentQueue<string>();
        await EachAsync(Phone, async (visit, path) =>
        {
            if (await visit.OverhangAsync() is > 0 and var pixels)
            {
                wide.Enqueue($"{path} by {pixels} pixels");
            }
        });
        wide.ShouldBeEmpty();
    }

    private async Task EachAsync(int width, Func<Visit, string, Task> look)
    {
        var left = new ConcurrentQueue<string>(Pages);
        List<Visit> visits = [];
        try
        {
            for (var number = 0; number < Lookers; number++)
            {
                visits.Add(await site.VisitAsync(chromium, width: width));
            }

            await Task.WhenAll(visits.Select(visit => LookAsync(visit, left, look)));
        }
        finally
        {
            foreach (var visit in visits)
            {
                await visit.DisposeAsync();
            }
        }
    }

    private static async Task LookAsync(Visit visit, ConcurrentQueue<string> left, Func<Visit, string, Task> look)
    {
        while (left.TryDequeue(out var path))
        {
            await visit.GoAsync(path);
            await look(visit, path);
        }
    }
}
