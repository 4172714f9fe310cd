using Lockstep.Contracts.Access;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class UserTests : IdentityTest
{
    [Fact]
    public async Task A_new_user_comes_back_as_entered_and_signs_in_with_the_given_password()
    {
        var admin = (await App.SignInAsync()).Access;
        var made = await App.PostAsync(
            "/users", admin, """{"name":"Zoë Müller","email":"Zoe@Example.com","roles":["support","sales","sales"],"customerId":7,"password":"a password of somebody"}""");
        made.Status.ShouldBe(201);
        (made.ETag, made.Message.Headers.Location!.ToString()).ShouldBe(("\"1\"", "/api/users/2"));
        made.Body!.AsObject().ContainsKey("code").ShouldBeFalse();
        var read = await App.CallAsync(HttpMethod.Get, "/users/2", admin);
        read.Body!.AsObject().Select(member => member.Key).ShouldBe(
            ["id", "name", "email", "roles", "customerId", "disabled", "hasTotp", "singleSignOn", "tokenVersion", "version", "createdAt",
                "updatedAt"]);
        ((string)read.Body["name"]!, (string)read.Body["email"]!, (long)read.Body["customerId"]!)
            .ShouldBe(("Zoë Müller", "Zoe@Example.com", 7));
        read.Body["roles"]!.AsArray().Select(role => (string)role!).ShouldBe(["sales", "support"]);
        await App.SignInAsync("zoe@example.com", People.UserPassword);
        (await App.CallAsync(HttpMethod.Get, "/users/2", admin, null, ("If-None-Match", "\"1\""))).Status.ShouldBe(304);
    }

    [Fact]
    public async Task Without_a_password_the_answer_has_a_code_that_sets_one_and_nothing_else_lets_the_user_in()
    {
        var admin = (await App.SignInAsync()).Access;
        var made = await App.PostAsync("/users", admin, """{"name":"Zoe","email":"zoe@x","roles":["sales"]}""");
        made.Message.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var code = (string)made.Body!["code"]!;
        (code.Replace("-", "", StringComparison.Ordinal).Length * Math.Log2(32)).ShouldBeGreaterThanOrEqualTo(120);
        ((DateTimeOffset)made.Body["codeExpiresAt"]!).ShouldBe(App.Clock.GetUtcNow() + TimeSpan.FromHours(24));
        foreach (var password in new[] { "x", code, "null" })
        {
            (await App.LoginStatusAsync("zoe@x", password)).ShouldBe(401);
        }

        (await App.PostAsync("/auth/reset/confirm", null, $$"""{"code":"{{code}}","newPassword":"twelve chars"}""")).Status.ShouldBe(204);
        (await App.LoginStatusAsync("zoe@x", "twelve chars")).ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"email":"a@x"}""", "name")]
    [InlineData("""{"name":"A"}""", "email")]
    [InlineData("""{"name":"A","email":"a"}""", "email")]
    [InlineData("""{"name":"A","email":"a@x","roles":["king"]}""", "roles")]
    [InlineData("""{"name":"A","email":"a@x","roles":[null]}""", "roles")]
    [InlineData("""{"name":"A","email":"a@x","customerId":0}""", "customerId")]
    [InlineData("""{"name":"A","email":"a@x","password":"eleven char"}""", "password")]
    public async Task What_is_wrong_with_a_user_is_named(string json, string field)
    {
        var answer = await App.PostAsync("/users", (await App.SignInAsync()).Access, json);
        answer.Status.ShouldBe(400);
        answer.Blamed.ShouldBe([field]);
        if (field is "roles")
        {
            answer.Body!["errors"]!["roles"]!.ToJsonString().ShouldContain("warehouse");
        }
    }

    [Fact]
    public async Task An_address_that_is_taken_in_another_spelling_is_a_409_that_names_the_field()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@example.com");
        var again = await App.PostAsync("/users", admin, """{"name":"A","email":"ZOE@example.com"}""");
        (again.Status, again.Blamed.Single()).ShouldBe((409, "email"));
        var patched = await App.CallAsync(HttpMethod.Patch, "/users/2", admin, """{"email":"ADMIN@localhost"}""");
        (patched.Status, patched.Blamed.Single()).ShouldBe((409, "email"));
    }

    [Theory]
    [InlineData("""{"roles":["support"]}""")]
    [InlineData("""{"disabled":true}""")]
    [InlineData("""{"customerId":9}""")]
    [InlineData("""{"email":"other@x"}""")]
    public async Task Whatever_changes_what_a_token_says_ends_tokens_and_sessions_at_once(string patch)
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var tokens = await App.SignInAsync("zoe@x", People.UserPassword);
        (await App.StatusAsync(tokens.Access)).ShouldBe(200);
        (await App.CallAsync(HttpMethod.Patch, "/users/2", admin, patch)).Status.ShouldBe(200);
        (await App.StatusAsync(tokens.Access)).ShouldBe(401);
        using var refreshed = await App.RefreshAsync(tokens.Refresh);
        ((int)refreshed.StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task Another_name_ends_nothing_and_the_same_values_change_nothing()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var tokens = await App.SignInAsync("zoe@x", People.UserPassword);
        (await App.CallAsync(HttpMethod.Patch, "/users/2", admin, """{"name":"Zoe"}""")).ETag.ShouldBe("\"2\"");
        (await App.CallAsync(HttpMethod.Patch, "/users/2", admin, """{"name":"Zoe","id":2,"version":2}""")).ETag.ShouldBe("\"2\"");
        (await App.StatusAsync(tokens.Access)).ShouldBe(200);
        (await App.CallAsync(HttpMethod.Patch, "/users/2", admin, """{"name":"Z"}""", ("If-Match", "\"1\""))).Status.ShouldBe(412);
        (await App.CallAsync(HttpMethod.Patch, "/users/2", admin, """{"password":"a new long password"}""")).Blamed.ShouldBe(["password"]);
    }

    [Fact]
    public async Task A_deleted_user_is_out_at_once_and_leaves_a_history_that_ends()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var tokens = await App.SignInAsync("zoe@x", People.UserPassword);
        (await App.CallAsync(HttpMethod.Delete, "/users/2", admin)).Status.ShouldBe(204);
        (await App.StatusAsync(tokens.Access)).ShouldBe(401);
        (await App.LoginStatusAsync("zoe@x")).ShouldBe(401);
        (await App.CallAsync(HttpMethod.Get, "/users/2", admin)).Status.ShouldBe(404);
        (await App.CallAsync(HttpMethod.Delete, "/users/2", admin)).Status.ShouldBe(404);
        var history = await App.CallAsync(HttpMethod.Get, "/users/2/history", admin);
        history.Items.Select(entry => (string)entry!["change"]!).ShouldBe(["deleted", "created"]);
        (await App.AddUserAsync(admin, "zoe@x")).ShouldBe(3, "an id is never used again");
        await RestartAsync();
        (await App.StatusAsync(tokens.Access)).ShouldBe(401, "a restart still knows");
    }

    [Theory]
    [InlineData("PATCH", """{"disabled":true}""")]
    [InlineData("PATCH", """{"roles":["sales"]}""")]
    [InlineData("PATCH", """{"roles":null}""")]
    [InlineData("DELETE", null)]
    public async Task The_last_admin_who_can_sign_in_stays_one(string method, string? json)
    {
        var admin = (await App.SignInAsync()).Access;
        var other = await App.AddUserAsync(admin, "other@x", "admin");
        (await App.CallAsync(HttpMethod.Patch, $"/users/{other}", admin, """{"disabled":true}""")).Status.ShouldBe(200);
        var refused = await App.CallAsync(new HttpMethod(method), "/users/1", admin, json);
        refused.Status.ShouldBe(409);
        refused.Blamed.ShouldNotBeEmpty();
        (await App.CallAsync(HttpMethod.Patch, $"/users/{other}", admin, """{"disabled":false}""")).Status.ShouldBe(200);
        (await App.CallAsync(new HttpMethod(method), "/users/1", admin, json)).Status.ShouldBeOneOf(200, 204);
    }

    [Fact]
    public async Task Nobody_grants_what_they_do_not_hold_nor_lays_hands_on_who_may_do_more()
    {
        var admin = (await App.SignInAsync()).Access;
        var target = await App.AddUserAsync(admin, "target@x", "integrator");
        var keeper = App.Token("user:9", ["admin"], $"users:read users:write {string.Join(' ', Permissions.Of(["sales"]))}");
        (await App.PostAsync("/users", keeper, """{"name":"A","email":"a@x","roles":["admin"]}""")).Status.ShouldBe(403);
        (await App.PostAsync("/users", keeper, """{"name":"A","email":"a@x","roles":["sales"]}""")).Status.ShouldBe(201);
        foreach (var (method, path, json) in new[]
        {
            (HttpMethod.Patch, $"/users/{target}", """{"email":"mine@x"}"""), (HttpMethod.Delete, $"/users/{target}", null),
            (HttpMethod.Delete, $"/users/{target}/totp", null),
            (HttpMethod.Post, $"/users/{target}/reset-code", null), (HttpMethod.Post, $"/users/{target}/sign-out", null),
        })
        {
            (await App.CallAsync(method, path, keeper, json)).Status.ShouldBe(403, $"{method} {path}");
        }

        await App.AddUserAsync(admin, "customer@x", "customer");
    }

    [Fact]
    public async Task Who_may_only_see_users_changes_none()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "manager@x", "manager");
        var manager = (await App.SignInAsync("manager@x", People.UserPassword)).Access;
        (await App.CallAsync(HttpMethod.Get, "/users", manager)).Status.ShouldBe(200);
        (await App.PostAsync("/users", manager, """{"name":"A","email":"a@x"}""")).Status.ShouldBe(403);
        (await App.CallAsync(HttpMethod.Patch, "/users/2", manager, """{"roles":["admin"]}""")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Lists_are_filtered_sorted_and_counted()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "b@x", "sales", "support");
        await App.AddUserAsync(admin, "a@x", "support");
        await App.CallAsync(HttpMethod.Patch, "/users/3", admin, """{"disabled":true}""");
        (await EmailsAsync("")).ShouldBe(["admin@localhost", "b@x", "a@x"]);
        (await EmailsAsync("?sort=email")).ShouldBe(["a@x", "admin@localhost", "b@x"]);
        (await EmailsAsync("?role=support&sort=-email")).ShouldBe(["b@x", "a@x"]);
        (await EmailsAsync("?role=sales")).ShouldBe(["b@x"]);
        (await EmailsAsync("?disabled=true")).ShouldBe(["a@x"]);
        (await EmailsAsync("?email=B@X")).ShouldBe(["b@x"]);
        (await App.CallAsync(HttpMethod.Get, "/users?role=king&disabled=yes", admin)).Blamed.ShouldBe(["disabled", "role"]);
        ((long)(await App.CallAsync(HttpMethod.Get, "/users?size=1&sort=name", admin)).Body!["total"]!).ShouldBe(3);

        async Task<IEnumerable<string>> EmailsAsync(string query) =>
            (await App.CallAsync(HttpMethod.Get, "/users" + query, admin)).Items.Select(user => (string)user!["email"]!);
    }

    [Fact]
    public async Task Changes_of_people_are_in_the_audit_log_and_hold_no_secret()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        await App.CallAsync(HttpMethod.Patch, "/users/2", admin, """{"roles":["support"],"disabled":true}""");
        await App.CallAsync(HttpMethod.Delete, "/users/2", admin);
        (await App.AuditAsync()).ShouldBe(
            ["user:1 session:started users/1", "user:1 user:roles-changed users/2", "user:1 user:disabled users/2"]);
        await TestApp.EventuallyAsync(
            async () => (await App.ChangesInAuditAsync("users/2")).SequenceEqual(
                ["user:created", "user:changed", "user:deleted"], StringComparer.Ordinal),
            "each change has its entry, by its event");
        var history = (await App.CallAsync(HttpMethod.Get, "/users/2/history", admin)).Body!.ToJsonString();
        history.ShouldNotContain("assword");
        JsonNode.Parse(history)!["items"]!.AsArray()[1]!["fields"]!.AsArray().Select(field => (string)field!)
            .ShouldBe(["roles", "disabled", "tokenVersion"]);
    }
}
