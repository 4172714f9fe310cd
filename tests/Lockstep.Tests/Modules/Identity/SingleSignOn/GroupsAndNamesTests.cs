using System.Text.Json.Nodes;
using Lockstep.Identity.Sessions;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>What providers say of people, in the shapes in which they say it.</summary>
public sealed class GroupsAndNamesTests : SingleSignOnTest
{
    private Journey Way => new(Outside, App);

    [Theory]
    [InlineData("""["lockstep-staff"]""")]
    [InlineData("""["lockstep-staff",7,null,{"a":1}]""")]
    [InlineData("""["/lockstep-staff"]""")]
    [InlineData("\"lockstep-staff\"")]
    [InlineData("\"lockstep-staff others\"")]
    [InlineData("\"others,lockstep-staff\"")]
    [InlineData("""{"lockstep-staff":{"1":"org"},"others":{}}""")]
    public async Task Groups_count_in_every_shape_in_the_ID_token_and_in_UserInfo(string groups)
    {
        using var browser = Way.Open();
        (await SignInAsync(browser, claims => claims["groups"] = JsonNode.Parse(groups))).Status.ShouldBe(302);
        (await RolesAsync("u-ada")).ShouldBe("sales,warehouse");

        await RestartAsync();
        Outside.Tell(new JsonObject { ["sub"] = "u-bob", ["groups"] = JsonNode.Parse(groups), ["email"] = "bob@example.test",
            ["email_verified"] = true });
        using var other = Way.Open();
        (await SignInAsync(other, claims => Bob(claims))).Status.ShouldBe(302);
        (await RolesAsync("u-bob")).ShouldBe("sales,warehouse");
    }

    [Fact]
    public async Task A_group_that_is_said_to_be_none_counts_for_nothing()
    {
        using var browser = Way.Open();
        (await SignInAsync(browser, static claims => claims["groups"] = JsonNode.Parse("""{"lockstep-staff":false}"""))).Status.ShouldBe(
            403);
        (await RolesAsync("u-ada")).ShouldBeNull();
    }

    [Fact]
    public async Task While_UserInfo_can_not_be_used_nobody_loses_a_role()
    {
        Outside.Tell(
            new JsonObject { ["sub"] = "u-bob", ["groups"] = "lockstep-staff", ["email"] = "bob@example.test", ["email_verified"] = true });
        using var first = Way.Open();
        (await SignInAsync(first, claims => Bob(claims))).Status.ShouldBe(302);
        Outside.Tell(new JsonObject { ["error"] = "temporarily_unavailable" });
        using var second = Way.Open();
        (await SignInAsync(second, claims => Bob(claims))).Status.ShouldBe(502);
        (await RolesAsync("u-bob")).ShouldBe("sales,warehouse");
    }

    [Fact]
    public async Task UserInfo_of_somebody_else_lets_nobody_in()
    {
        Outside.Tell(new JsonObject { ["sub"] = "u-eve", ["groups"] = new JsonArray("lockstep-admin") });
        using var browser = Way.Open();
        (await SignInAsync(browser, claims => Bob(claims))).Status.ShouldBe(502);
        (await RolesAsync("u-bob")).ShouldBeNull();
    }

    [Theory]
    [InlineData("missing", null)]
    [InlineData("not readable", "7")]
    [InlineData("staff &lt;b&gt;, lockstep-staff team", """["staff <b>","lockstep-staff team"]""")]
    public async Task Who_gets_no_role_is_not_let_in_and_page_and_log_say_what_came(string words, string? groups)
    {
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        var claims = Outside.IdClaims(App.Clock, start.Query("nonce"));
        claims.Remove("groups");
        if (groups is not null)
        {
            claims["groups"] = JsonNode.Parse(groups);
        }

        browser.Accept = "text/html,application/xhtml+xml";
        var page = await Way.ComeBackAsync(browser, start, token: Outside.Sign(claims, "JWT"));
        page.Status.ShouldBe(403);
        page.Text.ShouldStartWith("<!doctype html>");
        page.Text.ShouldContain("claim groups");
        page.Text.ShouldContain(words);
        (await RolesAsync("u-ada")).ShouldBeNull("there is no user for who may do nothing");
        App.Log.Lines.ShouldContain(line => line.Contains("[4066]", StringComparison.Ordinal)
            && line.Contains("email_verified", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Name_and_verified_address_follow_the_provider()
    {
        using var browser = Way.Open();
        (await SignInAsync(browser, _ => { })).Status.ShouldBe(302);
        (await SignInAsync(browser, claims => FakeProvider.With(
            claims, ("name", "Ada King"), ("email", "king@example.test"), ("email_verified", "true")))).Status.ShouldBe(302);
        (await UserAsync("u.name || ' ' || u.email")).ShouldBe("Ada King king@example.test");
        (await SignInAsync(browser, claims => FakeProvider.With(
            claims, ("name", null), ("email", "other@example.test"), ("email_verified", false)))).Status.ShouldBe(302);
        (await UserAsync("u.name || ' ' || u.email")).ShouldBe("Ada King king@example.test", "nothing that nobody vouches for");
        (await SignInAsync(browser, claims => FakeProvider.With(
            claims, ("email", "ADMIN@localhost"), ("email_verified", true)))).Status.ShouldBe(302);
        (await UserAsync("u.email")).ShouldBe("king@example.test", "somebody else has the new one");
    }

    [Theory]
    [InlineData("""{"alg":"RS256","typ":"JWT","kid":"rsa-1","pi.atm":"1","n":1}""", 302)]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""", 302)]
    [InlineData("""{"alg":"RS256"}""", 302)]
    [InlineData("""{"alg":"RS256","typ":"JWT","kid":"rsa-1","jwk":{}}""", 502)]
    [InlineData("""{"alg":"RS256","typ":"JWT","kid":"rsa-1","crit":["x"],"x":1}""", 502)]
    public async Task A_header_may_say_more_than_we_know_or_leave_the_key_out_when_one_fits(string header, int status)
    {
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        var token = Outside.Rsa.Sign(JsonNode.Parse(header)!.AsObject(), Outside.IdClaims(App.Clock, start.Query("nonce")));
        (await Way.ComeBackAsync(browser, start, token: token)).Status.ShouldBe(status);
        var access = Outside.Rsa.Sign(
            FakeProvider.With(JsonNode.Parse(header)!.AsObject(), ("typ", "at+jwt")), Outside.AccessClaims(App.Clock));
        var verdict = await App.Services.GetRequiredService<IOutsideTokens>().VerifyAsync(access, CancellationToken.None);
        (verdict.Refusal is null).ShouldBe(status == 302);
    }

    [Fact]
    public async Task Without_a_name_two_keys_that_fit_are_one_too_many()
    {
        using var second = OutsideKey.Rsa("rsa-2");
        Outside.Keys = [Outside.Rsa.ToJwk(), second.ToJwk()];
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        var token = Outside.Rsa.Sign(new JsonObject { ["alg"] = "RS256" }, Outside.IdClaims(App.Clock, start.Query("nonce")));
        (await Way.ComeBackAsync(browser, start, token: token)).Status.ShouldBe(502);
    }

    private static void Bob(JsonObject claims)
    {
        claims.Remove("groups");
        claims.Remove("email");
        claims["sub"] = "u-bob";
    }

    private async Task<Page> SignInAsync(Browser browser, Action<JsonObject> change)
    {
        var start = await Journey.StartAsync(browser);
        var claims = Outside.IdClaims(App.Clock, start.Query("nonce"));
        change(claims);
        return await Way.ComeBackAsync(browser, start, token: Outside.Sign(claims, "JWT"));
    }

    private Task<string?> RolesAsync(string subject) => App.Store.ReadAsync(reader => reader.FirstAsync(
        "select roles from users where sso_subject = $1", static row => (string?)row.Text(0), $"{Outside.Issuer} {subject}"),
            CancellationToken.None).AsTask();

    private Task<string?> UserAsync(string column) => App.Store.ReadAsync(reader => reader.FirstAsync(
        $"select {column} from users u where u.id = 2", static row => (string?)row.Text(0)), CancellationToken.None).AsTask();
}
