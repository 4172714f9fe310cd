using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class SignOutTests : IdentityTest
{
    [Fact]
    public async Task Signing_out_ends_this_session_at_once_and_no_other()
    {
        var here = await App.SignInAsync();
        var there = await App.SignInAsync();
        (await App.PostAsync("/auth/logout", here.Access)).Status.ShouldBe(204);
        (await App.StatusAsync(here.Access)).ShouldBe(401);
        using var refreshed = await App.RefreshAsync(here.Refresh);
        ((int)refreshed.StatusCode).ShouldBe(400);
        (await App.StatusAsync(there.Access)).ShouldBe(200);
        (await App.AuditAsync()).ShouldContain("user:1 session:ended users/1", StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_is_no_session_can_not_be_signed_out()
    {
        (await App.PostAsync("/auth/logout", App.Token("client:erp", ["admin"], "users:read"))).Status.ShouldBe(409);
        (await App.PostAsync("/auth/logout-everywhere", App.Token("client:erp", ["admin"], "users:read"))).Status.ShouldBe(404);
        (await App.PostAsync("/auth/logout", null)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_sessions_of_this_user_and_of_nobody_else()
    {
        var here = await App.SignInAsync();
        var there = await App.SignInAsync();
        await App.AddUserAsync(here.Access, "zoe@x", "sales");
        var other = await App.SignInAsync("zoe@x", People.UserPassword);
        (await App.PostAsync("/auth/logout-everywhere", here.Access)).Status.ShouldBe(204);
        (await App.StatusAsync(here.Access)).ShouldBe(401);
        (await App.StatusAsync(there.Access)).ShouldBe(401);
        (await App.StatusAsync(other.Access)).ShouldBe(200);
        (await App.StatusAsync((await App.SignInAsync()).Access)).ShouldBe(200);
    }

    [Fact]
    public async Task An_admin_signs_somebody_else_out()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var other = await App.SignInAsync("zoe@x", People.UserPassword);
        (await App.PostAsync("/users/1/sign-out", other.Access)).Status.ShouldBe(403);
        (await App.PostAsync("/users/2/sign-out", admin)).Status.ShouldBe(204);
        (await App.StatusAsync(other.Access)).ShouldBe(401);
        (await App.StatusAsync(admin)).ShouldBe(200);
        (await App.PostAsync("/users/99/sign-out", admin)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_refresh_token_that_is_given_back_ends_its_session()
    {
        var tokens = await App.SignInAsync();
        (await RevokeAsync(("token", tokens.Refresh), ("token_type_hint", "refresh_token"))).ShouldBe(200);
        (await App.StatusAsync(tokens.Access)).ShouldBe(401);
        using var refreshed = await App.RefreshAsync(tokens.Refresh);
        ((int)refreshed.StatusCode).ShouldBe(400);
        (await RevokeAsync(("token", tokens.Refresh))).ShouldBe(200);
        (await RevokeAsync(("token", "nobody knows"))).ShouldBe(200);
        (await RevokeAsync(("tocken", "x"))).ShouldBe(400);
        (await App.AuditAsync()).Count(entry => entry.Contains("session:ended", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task An_access_token_that_is_given_back_ends_its_session_too()
    {
        var tokens = await App.SignInAsync();
        (await RevokeAsync(("token", tokens.Access), ("token_type_hint", "access_token"))).ShouldBe(200);
        (await App.StatusAsync(tokens.Access)).ShouldBe(401);
        using var refreshed = await App.RefreshAsync(tokens.Refresh);
        ((int)refreshed.StatusCode).ShouldBe(400);
    }

    private async Task<int> RevokeAsync(params (string Name, string Value)[] form)
    {
        using var answer = await App.Client.PostAsync(
            "/oauth/revoke", new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));
        return (int)answer.StatusCode;
    }
}
