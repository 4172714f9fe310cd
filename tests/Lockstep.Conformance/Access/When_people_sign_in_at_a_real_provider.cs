using System.Text.Json;

namespace Lockstep.Conformance.Access;

[Trait(NodeFolder.Trait, NodeFolder.OpenId)]
public sealed class When_people_sign_in_at_a_real_provider(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    [Theory]
    [InlineData("u-ada", "ada@example.test", true)]
    [InlineData("u-ben", "ben@example.test", false)]
    public async Task They_get_a_session_with_the_roles_of_their_groups(string account, string email, bool mayWrite)
    {
        using var browser = new SignInBrowser(account);
        var (status, url) = await browser.GoAsync(At("/api/auth/sso/start?returnTo=/health/live"));
        status.ShouldBe(200);
        url.ShouldBe(At("/health/live"));
        var me = (await browser.GetJsonAsync(At("/api/users/me"))).Body;
        me.GetProperty("email").GetString().ShouldBe(email);
        May(me, "users:write").ShouldBe(mayWrite);
        May(me, "customers:read").ShouldBeTrue();
        fixture.IsProxyAsked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_way_back_works_once_and_only_as_it_is()
    {
        using var browser = new SignInBrowser("u-ben");
        var (_, back) = await browser.GoAsync(At("/api/auth/sso/start"), At("/signin-oidc").AbsoluteUri);
        using var stranger = new SignInBrowser("u-ben");
        (await stranger.GoAsync(back)).Status.ShouldBe(400, "another browser");
        (await browser.GoAsync(new Uri(back.AbsoluteUri.Replace("state=", "state=x", StringComparison.Ordinal)))).Status.ShouldBe(
            400, "another state");
        (await browser.GoAsync(back, At("/").AbsoluteUri)).Status.ShouldBe(302);
        (await browser.GoAsync(back)).Status.ShouldBe(400, "a second time");
    }

    [Fact]
    public async Task Somebody_who_gives_up_at_the_provider_is_told_so()
    {
        using var browser = new SignInBrowser("u-ben");
        var (_, form) = await browser.GoAsync(At("/api/auth/sso/start"), $"{fixture.Provider.Issuer}/interaction/");
        var (status, _) = await browser.GoAsync(new Uri($"{form.AbsoluteUri}/abort"));
        status.ShouldBe(403);
    }

    [Fact]
    public async Task Other_groups_count_from_the_next_sign_in_on_and_end_what_was_before()
    {
        using var browser = new SignInBrowser("u-ada");
        await browser.GoAsync(At("/api/auth/sso/start?returnTo=/health/live"));
        await fixture.Provider.SetAsync("accounts", OpenIdProvider.Accounts("lockstep-auditor"));
        try
        {
            May((await browser.GetJsonAsync(At("/api/users/me"))).Body, "users:write").ShouldBeTrue();
            using var other = new SignInBrowser("u-ada");
            await other.GoAsync(At("/api/auth/sso/start?returnTo=/health/live"));
            May((await other.GetJsonAsync(At("/api/users/me"))).Body, "users:write").ShouldBeFalse();
            (await browser.GetJsonAsync(At("/api/users/me"))).Status.ShouldBe(401);
        }
        finally
        {
            await fixture.Provider.SetAsync("accounts", OpenIdProvider.Accounts("lockstep-admin"));
        }
    }

    private Uri At(string path) => new(fixture.Address, path);

    private static bool May(JsonElement me, string permission) =>
        me.GetProperty("permissions").EnumerateArray().Any(item => string.Equals(item.GetString(), permission, StringComparison.Ordinal));
}
