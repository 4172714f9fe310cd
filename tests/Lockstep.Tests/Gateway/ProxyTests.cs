using Lockstep.Tests.Support;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Gateway;

public sealed class ProxyTests
{
    private static readonly (string, string)[] OneAtATime = [("Limits:PerAddressRate", "1"), ("Limits:PerAddressBurst", "1")];
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task What_a_trusted_proxy_says_is_where_a_request_comes_from()
    {
        await using var app = await StartAsync("127.0.0.1, 10.0.0.0/8");
        (await AskAsync(app, "203.0.113.1")).ShouldBe(404);
        (await AskAsync(app, "203.0.113.1")).ShouldBe(429);
        (await AskAsync(app, "203.0.113.2")).ShouldBe(404, "another caller behind the same proxy");

        // The proxy appends to what its client sent: only the last address that is not a proxy's counts.
        (await AskAsync(app, "198.51.100.7, 203.0.113.2")).ShouldBe(429, "an address that the caller made up");
        (await AskAsync(app, "203.0.113.3, 10.9.9.9")).ShouldBe(404, "through two proxies");
        (await AskAsync(app, "10.1.1.1, 203.0.113.3, 10.9.9.9")).ShouldBe(429);
        (await AskAsync(app, "2001:db8:1:2::1")).ShouldBe(404);
        (await AskAsync(app, "2001:db8:1:2::ffff")).ShouldBe(429, "the same network");
    }

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.1")]
    public async Task Nobody_else_can_make_up_an_address(string proxies)
    {
        await using var app = await StartAsync(proxies);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await AskAsync(app, "203.0.113.1")).ShouldBe(404);
        (await AskAsync(app, "203.0.113.2")).ShouldBe(429);
    }

    [Fact]
    public async Task Rubbish_from_a_proxy_is_no_reason_to_fail()
    {
        await using var app = await EdgeApp.StartAsync(("Edge:TrustedProxies", "127.0.0.1"));
        foreach (var rubbish in new[] { "'", ",,,", "999.1.1.1", "unknown", "_hidden", "[::1", new string('1', 5_000) })
        {
            (await AskAsync(app, rubbish)).ShouldBe(404, rubbish);
        }
    }

    [Theory]
    [InlineData("Edge:TrustedProxies", "10.0.0.0/33")]
    [InlineData("Edge:TrustedProxies", "proxy.example.com")]
    [InlineData("Edge:Hosts", "https://lockstep.example.com")]
    [InlineData("Edge:Hosts", "lockstep.example.com:8443")]
    [InlineData("Cors:Origins", "https://app.example.com/")]
    [InlineData("Cors:Origins", "app.example.com")]
    [InlineData("Cors:Origins", "*, https://app.example.com")]
    [InlineData("Cors:Origins", "null")]
    public async Task A_list_with_something_else_in_it_stops_the_start_with_its_name(string setting, string value)
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => EdgeApp.StartAsync((setting, value)));
        error.Message.ShouldContain(setting.Split(':')[1]);
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task Cookies_for_any_origin_stop_the_start() => (await Should.ThrowAsync<OptionsValidationException>(
        () => EdgeApp.StartAsync(("Cors:Origins", "*"), ("Cors:Credentials", "true")))).Message.ShouldContain("Cors:Credentials");

    private static async Task<int> AskAsync(TestApp app, string forwardedFor) =>
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/nothing", null, ("X-Forwarded-For", forwardedFor))).Status;

    /// <summary>An app whose own sign-in has been forgotten by the limit.</summary>
    private async Task<TestApp> StartAsync(string proxies)
    {
        var app = await EdgeApp.StartAsync(_clock, [("Edge:TrustedProxies", proxies), .. OneAtATime]);
        _clock.Advance(TimeSpan.FromMinutes(1));
        return app;
    }
}
