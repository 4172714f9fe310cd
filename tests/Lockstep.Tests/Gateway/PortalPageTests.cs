using System.Net;
using System.Text.RegularExpressions;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

public sealed partial class PortalPageTests
{
    [Fact]
    public async Task The_page_has_a_nonce_of_its_own_each_time_and_lets_in_nothing_else()
    {
        await using var app = await EdgeApp.StartAsync();
        var (page, policy) = await ReadAsync(app);
        var (_, next) = await ReadAsync(app);
        var nonce = Nonce().Match(policy).Groups["nonce"].Value;
        page.ShouldContain($"nonce=\"{nonce}\"");
        next.ShouldNotContain(nonce);
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
        policy.ShouldNotContain("unsafe");
        page.ShouldNotContain("%");
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("identity", null)]
    public async Task Files_come_packed_as_the_browser_takes_them_and_stay_for_a_year(string accepted, string? encoding)
    {
        await using var app = await EdgeApp.StartAsync();
        var (page, _) = await ReadAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, Script().Match(page).Value);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var answer = await app.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(encoding);
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
    }

    [Fact]
    public async Task The_first_load_stays_small()
    {
        const int bytesMax = 350 * 1024;
        await using var app = await EdgeApp.StartAsync();
        var (page, _) = await ReadAsync(app);
        var folder = Path.Combine(AppContext.BaseDirectory, "portal");
        var asked = Asked().Matches(page).Select(static match => match.Value).Distinct(StringComparer.Ordinal);
        asked.Sum(path => new FileInfo(folder + path + ".br").Length).ShouldBeInRange(1, bytesMax);
    }

    [Fact]
    public async Task A_file_of_an_earlier_build_is_told_to_be_gone()
    {
        await using var app = await EdgeApp.StartAsync();
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/portal/index-of-before.js", null)).ShouldBeProblem(404, "of before an update");
    }

    [Fact]
    public async Task It_tells_which_ways_in_there_are()
    {
        await using var app = await EdgeApp.StartAsync(("Registration:Enabled", "true"));
        var (page, _) = await ReadAsync(app);
        page.ShouldContain("""<meta name="registration" content="on" />""");
        page.ShouldContain("""<meta name="single-sign-on" content="off" />""");
    }

    [Fact]
    public async Task Turned_off_it_leads_to_the_documentation_of_the_API()
    {
        await using var app = await EdgeApp.StartAsync(("LOCKSTEP_PORTAL", "off"));
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        using var answer = await http.GetAsync("/", TestContext.Current.CancellationToken);
        answer.Headers.Location!.ToString().ShouldBe("/docs");
    }

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Nonce();

    [GeneratedRegex("/portal/index-[^\"]*\\.js", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Script();

    [GeneratedRegex("/portal/[^\"]*\\.js", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Asked();

    private static async Task<(string Page, string Policy)> ReadAsync(TestApp app)
    {
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "portal", "index.html")), "Built with LOCKSTEP_PORTAL=off.");
        using var answer = await app.Anonymous.GetAsync("/", TestContext.Current.CancellationToken);
        return (
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem());
    }
}
