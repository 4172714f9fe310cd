using System.Net;
using System.Net.Http.Json;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

[RunsOnEachStore]
public sealed class PortalSessionTests : IAsyncLifetime
{
    private readonly CookieContainer _jar = new();
    private readonly ManualClock _clock = new();
    private HttpClient _browser = null!;

    private TestApp App { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(builder =>
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(builder.Services, _clock)
        );
        _browser = new HttpClient(new HttpClientHandler { CookieContainer = _jar }) { BaseAddress = App.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await App.DisposeAsync();
    }

    [Fact]
    public async Task A_session_is_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        using var answer = await SignInAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var cookie = answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldContain("path=/", Case.Insensitive);
        cookie.ShouldNotContain("expires", Case.Insensitive);
        (await _browser.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(200);
        (await _browser.SendAsync(HttpMethod.Get, "/api/users/me", null)).Body!["email"]!.GetValue<string>().ShouldBe(TestApp.AdminEmail);
    }

    [Fact]
    public async Task What_changes_something_needs_the_antiforgery_token_of_this_very_session()
    {
        using var _ = await SignInAsync();
        var token = await AntiforgeryAsync();
        const string body = """{"name":"Ada"}""";
        (await _browser.SendAsync(HttpMethod.Post, "/api/customers", body)).ShouldBeProblem(403, "without the token");
        (await _browser.SendAsync(HttpMethod.Post, "/api/customers", body, ("X-CSRF-Token", token + "x"))).ShouldBeProblem(
            403, "a wrong one");
        (await _browser.SendAsync(HttpMethod.Post, "/api/customers", body, ("X-CSRF-Token", token))).Status.ShouldBe(201);
        using var again = await SignInAsync();
        (await _browser.SendAsync(HttpMethod.Post, "/api/customers", body, ("X-CSRF-Token", token))).ShouldBeProblem(
            403, "the one of the session before");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_once_also_for_a_cookie_that_somebody_kept()
    {
        using var _ = await SignInAsync();
        var kept = _jar.GetCookieHeader(App.Address);
        (await _browser.SendAsync(HttpMethod.Post, "/api/auth/logout", null, ("X-CSRF-Token", await AntiforgeryAsync()))).Status.ShouldBe(
            204);
        _jar.GetCookieHeader(App.Address).ShouldBeEmpty();
        using var thief = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = App.Address };
        (await thief.SendAsync(HttpMethod.Get, "/api/customers", null, ("Cookie", kept))).ShouldBeProblem(401, "the kept cookie");
    }

    [Fact]
    public async Task A_session_lasts_while_it_is_used_and_then_ends()
    {
        using var _ = await SignInAsync();
        for (var hour = 0; hour < 20; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            (await _browser.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(200, $"hour {hour}");
            await App.GetAsync("/health/ready");
        }

        _clock.Advance(TimeSpan.FromHours(13));
        (await _browser.SendAsync(HttpMethod.Get, "/api/customers", null)).ShouldBeProblem(401, "unused for longer than a session lasts");
    }

    [Fact]
    public async Task A_wrong_password_gives_no_cookie()
    {
        using var answer = await _browser.PostAsJsonAsync(
            "/api/auth/session", new { email = TestApp.AdminEmail, password = "not the password" }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _jar.Count.ShouldBe(0);
        (await App.GetAsync("/api/auth/session")).ShouldBeProblem(404, "a token is no session");
    }

    private Task<HttpResponseMessage> SignInAsync() => _browser.PostAsJsonAsync(
        "/api/auth/session", new { email = TestApp.AdminEmail, password = TestApp.AdminPassword }, TestContext.Current.CancellationToken);

    private async Task<string> AntiforgeryAsync() =>
        (string)(await _browser.SendAsync(HttpMethod.Get, "/api/auth/session", null)).Body!["antiforgeryToken"]!;
}
