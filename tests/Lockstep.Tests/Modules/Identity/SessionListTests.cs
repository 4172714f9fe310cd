using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class SessionListTests : IdentityTest
{
    [Fact]
    public async Task People_see_their_sessions_and_end_one_without_the_others()
    {
        var here = await App.SignInAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        var there = await App.SignInAsync();
        (await App.PostAsync("/auth/session", null,
            $$"""{"email":"{{IdentityApp.Email}}","password":"{{IdentityApp.Password}}"}""")).Status.ShouldBe(204);
        var items = (await App.CallAsync(HttpMethod.Get, "/auth/sessions", here.Access)).Items;
        items.Count.ShouldBe(3);
        items.Count(item => (string)item!["kind"]! is "portal").ShouldBe(1);
        items.ShouldAllBe(item => (string)item!["address"]! == "127.0.0.1");
        var own = items.Single(item => (bool)item!["current"]!)!;
        var other = items.Last(item => !(bool)item!["current"]! && (string)item["kind"]! is "tokens")!;
        ((DateTimeOffset)own["createdAt"]!).ShouldBeLessThan((DateTimeOffset)other["createdAt"]!);
        (await App.CallAsync(HttpMethod.Delete, $"/auth/sessions/{other["id"]}", here.Access)).Status.ShouldBe(204);
        (await App.StatusAsync(there.Access)).ShouldBe(401);
        using var refused = await App.RefreshAsync(there.Refresh);
        ((int)refused.StatusCode).ShouldBe(400);
        (await App.StatusAsync(here.Access)).ShouldBe(200);
        (await App.CallAsync(HttpMethod.Get, "/auth/sessions", here.Access)).Items.Count.ShouldBe(2);
        (await App.CallAsync(HttpMethod.Delete, $"/auth/sessions/{other["id"]}", here.Access)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else_but_those_who_may_change_that_user()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var zoe = await App.SignInAsync("zoe@x", People.UserPassword);
        var session = (string)(await App.CallAsync(HttpMethod.Get, "/users/2/sessions", admin)).Items.Single()!["id"]!;
        var own = (string)(await App.CallAsync(HttpMethod.Get, "/auth/sessions", admin)).Items.Single()!["id"]!;
        (await App.CallAsync(HttpMethod.Delete, $"/auth/sessions/{own}", zoe.Access)).Status.ShouldBe(404);
        (await App.CallAsync(HttpMethod.Get, "/users/1/sessions", zoe.Access)).Status.ShouldBe(403);
        var keeper = App.Token("user:9", ["admin"], "users:write");
        (await App.CallAsync(HttpMethod.Delete, $"/users/1/sessions/{own}", keeper)).Status.ShouldBe(403);
        (await App.CallAsync(HttpMethod.Delete, $"/users/2/sessions/{session}", admin)).Status.ShouldBe(204);
        (await App.StatusAsync(zoe.Access)).ShouldBe(401);
        (await App.CallAsync(HttpMethod.Get, "/users/99/sessions", admin)).Status.ShouldBe(404);
    }
}
