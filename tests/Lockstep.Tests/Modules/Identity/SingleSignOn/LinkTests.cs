using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Sessions;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>Who may link users with the provider, and what a link is worth to others.</summary>
[RunsOnEachStore]
public sealed class LinkTests : SingleSignOnTest
{
    private const string Link = "/users/2/single-sign-on";

    private Journey Way => new(Outside, App);

    /// <summary>May change users and what sales may do, but is no admin.</summary>
    private string HelpDesk => Token("user:8", [Permissions.UsersWrite, .. Permissions.Of(["sales"])]);

    private string Root => Token("user:9", null);

    [Fact]
    public async Task Linking_takes_the_rights_of_every_role_that_the_map_can_give()
    {
        await App.AddUserAsync(Root, "zoe@x", "sales");
        var refused = await LinkAsync(HelpDesk, "u-zoe");
        refused.Status.ShouldBe(403);
        ((string)refused.Body!["detail"]!).ShouldContain("The role admin allows");
        (await LinkAsync(Root, "u-zoe")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_password_and_a_code_of_before_end_when_the_provider_adds_a_role()
    {
        await App.AddUserAsync(Root, "zoe@x", "sales");
        (await LinkAsync(Root, "u-ada")).Status.ShouldBe(200);
        var code = (string)(await App.PostAsync("/users/2/reset-code", HelpDesk)).Body!["code"]!;
        using var browser = Way.Open();
        (await Way.SignInAsync(browser, groups: ["lockstep-admin"])).Status.ShouldBe(302);
        (await App.LoginStatusAsync("zoe@x")).ShouldBe(401);
        (await App.PostAsync("/auth/reset/confirm", null, $$"""{"code":"{{code}}","newPassword":"twelve chars"}""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_password_stays_when_the_provider_only_takes_roles_away()
    {
        await App.AddUserAsync(Root, "zoe@x", "sales", "support", "warehouse");
        (await LinkAsync(Root, "u-ada")).Status.ShouldBe(200);
        using var browser = Way.Open();
        (await Way.SignInAsync(browser)).Status.ShouldBe(302);
        (await App.LoginStatusAsync("ada@example.test")).ShouldBe(200, "the verified address follows the provider");
    }

    [Fact]
    public async Task Unlinking_takes_the_rights_of_the_user()
    {
        await App.AddUserAsync(Root, "zoe@x", "manager");
        (await LinkAsync(Root, "u-zoe")).Status.ShouldBe(200);
        (await App.CallAsync(HttpMethod.Delete, Link, HelpDesk)).Status.ShouldBe(403);
        (await App.CallAsync(HttpMethod.Delete, Link, Root)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task The_last_admin_keeps_the_link_without_which_nobody_could_sign_in()
    {
        await App.ExecuteAsync("update users set password_hash = ''");
        (await App.CallAsync(HttpMethod.Put, "/users/1/single-sign-on", Root, """{"subject":"u-ada"}""")).Status.ShouldBe(200);
        (await App.CallAsync(HttpMethod.Delete, "/users/1/single-sign-on", Root)).Status.ShouldBe(409);
        await App.AddUserAsync(Root, "zoe@x", "admin");
        (await App.CallAsync(HttpMethod.Delete, "/users/1/single-sign-on", Root)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_link_is_made_and_undone_at_the_version_that_was_read()
    {
        await App.AddUserAsync(Root, "zoe@x", "sales");
        (await LinkAsync(Root, "u-zoe", ("If-Match", "\"2\""))).Status.ShouldBe(412);
        (await LinkAsync(Root, "u-zoe", ("If-Match", "\"1\""))).ETag.ShouldBe("\"2\"");
        (await App.CallAsync(HttpMethod.Delete, Link, Root, null, ("If-Match", "\"1\""))).Status.ShouldBe(412);
        (await App.CallAsync(HttpMethod.Delete, Link, Root, null, ("If-Match", "\"2\""))).Status.ShouldBe(204);
    }

    [Theory]
    [InlineData("", "", 409)]
    [InlineData("https://another.example u-zoe", "", 409)]
    [InlineData("{issuer} u-zoe", "", 204)]
    [InlineData("{issuer} u-zoe", "Oidc:ClientId", 409)]
    [InlineData("{issuer} u-zoe", "Oidc:RoleMap:lockstep-admin", 409)]
    public async Task An_admin_who_can_not_sign_in_is_no_reason_to_let_the_last_one_go(string link, string unset, int status)
    {
        if (unset.Length > 0)
        {
            await RestartAsync((unset, ""));
        }

        await App.AddUserAsync(Root, "zoe@x", "admin");
        await App.ExecuteAsync("update users set password_hash = '', sso_subject = "
            + $"nullif('{link.Replace("{issuer}", Outside.Issuer, StringComparison.Ordinal)}', '') where id = 2");
        (await App.CallAsync(HttpMethod.Delete, "/users/1", Root)).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("DELETE", "/users/2")]
    [InlineData("DELETE", Link)]
    [InlineData("POST", "/users/2/sign-out")]
    public async Task What_ends_the_tokens_of_a_user_ends_those_of_the_provider_that_were_issued_before(string method, string path)
    {
        await App.AddUserAsync(Root, "zoe@x", "sales");
        (await LinkAsync(Root, "u-ada")).Status.ShouldBe(200);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        var before = Outside.Sign(Outside.AccessClaims(App.Clock));
        (await VerifyAsync(before)).Refusal.ShouldBeNull();
        (await App.CallAsync(new HttpMethod(method), path, Root)).Status.ShouldBe(204);
        (await VerifyAsync(before)).Refusal!.ShouldContain("issued before");
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await VerifyAsync(Outside.Sign(Outside.AccessClaims(App.Clock)))).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("/users/2")]
    [InlineData(Link)]
    public async Task Whoever_was_disabled_stays_out_without_the_user_until_an_admin_makes_the_link_again(string path)
    {
        await App.AddUserAsync(Root, "zoe@x", "sales");
        await App.AddUserAsync(Root, "ben@x", "sales");
        (await LinkAsync(Root, "u-ada")).Status.ShouldBe(200);
        (await App.CallAsync(HttpMethod.Patch, "/users/2", Root, """{"disabled":true}""")).Status.ShouldBe(200);
        (await App.CallAsync(HttpMethod.Delete, path, Root)).Status.ShouldBe(204);
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        (await VerifyAsync(Outside.Sign(Outside.AccessClaims(App.Clock)))).Refusal!.ShouldContain("disabled");
        using var browser = Way.Open();
        (await Way.SignInAsync(browser)).Status.ShouldBe(403);
        (await App.CallAsync(HttpMethod.Put, "/users/3/single-sign-on", Root, """{"subject":"u-ada"}""")).Status.ShouldBe(200);
        (await VerifyAsync(Outside.Sign(Outside.AccessClaims(App.Clock)))).User!.Id.ShouldBe(3);
        (await Way.SignInAsync(browser)).Status.ShouldBe(302);
    }

    private ValueTask<OutsideVerdict> VerifyAsync(string token) =>
        App.Services.GetRequiredService<IOutsideTokens>().VerifyAsync(token, CancellationToken.None);

    private Task<ApiAnswer> LinkAsync(string token, string subject, params (string Name, string Value)[] headers) =>
        App.CallAsync(HttpMethod.Put, Link, token, new JsonObject { ["subject"] = subject }.ToJsonString(), headers);

    private string Token(string subject, IReadOnlyCollection<string>? scopes) => App.Services.GetRequiredService<TokenIssuer>()
        .Issue(new TokenRequest(subject, subject, ["admin"], Version: 1) { Scopes = scopes, SignedInAt = App.Clock.GetUtcNow() });
}
