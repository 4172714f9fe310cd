using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class SignInTests : IdentityTest
{
    [Fact]
    public async Task The_right_password_gives_tokens_that_no_cache_may_keep()
    {
        using var answer = await App.LoginAsync();
        ((int)answer.StatusCode).ShouldBe(200);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var body = await BodyAsync(answer);
        body.Select(member => member.Key).ShouldBe(["access_token", "token_type", "expires_in", "refresh_token"]);
        ((string)body["token_type"]!).ShouldBe("Bearer");
        ((int)body["expires_in"]!).ShouldBe(300);
        Base64Url.DecodeFromChars((string)body["refresh_token"]!).Length.ShouldBe(32);
    }

    [Theory]
    [InlineData("ADMIN@LOCALHOST")]
    [InlineData("Admin@LocalHost")]
    public async Task The_address_counts_in_any_case(string email) =>
        (await App.SignInAsync(email)).Access.ShouldNotBeEmpty();

    [Fact]
    public async Task An_unknown_user_a_wrong_password_and_a_disabled_user_get_the_same_401()
    {
        using var unknown = await App.LoginAsync(email: "nobody@localhost");
        using var wrong = await App.LoginAsync(password: "wrong horse battery");
        await App.ExecuteAsync("update users set disabled = 1");
        using var disabled = await App.LoginAsync();
        var bodies = new List<JsonObject>();
        foreach (var answer in new[] { unknown, wrong, disabled })
        {
            ((int)answer.StatusCode).ShouldBe(401);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var body = await BodyAsync(answer);
            body.Remove("traceId");
            bodies.Add(body);
        }

        bodies.ShouldAllBe(body => JsonNode.DeepEquals(body, bodies[0]));
    }

    [Fact]
    public async Task An_unknown_user_costs_as_many_hashes_as_a_wrong_password()
    {
        using var folder = new TestFolder();
        var hasher = new CountingHasher();
        await using var app = await IdentityApp.StartAsync(
            folder.Path, adjust: services => services.AddSingleton<IPasswordHasher<string>>(hasher));
        using var wrong = await app.LoginAsync(password: "wrong horse battery");
        hasher.Checked.ShouldBe(1);
        using var unknown = await app.LoginAsync(email: "nobody@localhost");
        hasher.Checked.ShouldBe(2);
        hasher.Hashes.Distinct(StringComparer.Ordinal).Count().ShouldBe(2, "the decoy is nobody's hash");
    }

    [Theory]
    [InlineData("""{"password":"x"}""", "email")]
    [InlineData("""{"email":" ","password":"x"}""", "email")]
    [InlineData("""{"email":"admin@localhost"}""", "password")]
    [InlineData("""{"email":"admin@localhost","password":""}""", "password")]
    public async Task A_missing_field_is_named(string json, string field)
    {
        using var answer = await App.Client.PostAsync(
            "/auth/login", new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(400);
        (await BodyAsync(answer))["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }

    [Fact]
    public async Task A_password_too_long_to_hash_is_refused_before_it_costs_anything()
    {
        using var answer = await App.LoginAsync(password: new string('a', 1_025));
        ((int)answer.StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task The_access_token_holds_what_RFC_9068_asks_for()
    {
        var token = (await App.SignInAsync()).Access.Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(token[0]))!;
        ((string)header["alg"]!).ShouldBe("ES256");
        ((string)header["typ"]!).ShouldBe("at+jwt");
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token[1]))!;
        var now = App.Clock.GetUtcNow().ToUnixTimeSeconds();
        ((string)claims["iss"]!).ShouldBe("https://localhost:8443");
        ((string)claims["sub"]!).ShouldBe("user:1");
        ((string)claims["aud"]!).ShouldBe("lockstep");
        ((long)claims["iat"]!).ShouldBe(now);
        ((long)claims["nbf"]!).ShouldBe(now);
        ((long)claims["exp"]!).ShouldBe(now + 300);
        ((string)claims["client_id"]!).ShouldNotBeEmpty();
        ((string)claims["jti"]!).ShouldNotBeEmpty();
        ((string)claims["email"]!).ShouldBe("admin@localhost");
        claims["roles"]!.AsArray().Select(role => (string)role!).ShouldBe(["admin"]);
    }

    [Fact]
    public async Task Who_am_I_answers_the_one_who_signed_in_and_nobody_else()
    {
        using var mine = await App.GetAsync("/users/me", (await App.SignInAsync()).Access);
        var me = await BodyAsync(mine);
        ((long)me["id"]!).ShouldBe(1);
        ((string)me["email"]!).ShouldBe("admin@localhost");
        me["roles"]!.AsArray().Select(role => (string)role!).ShouldBe(["admin"]);
        me["permissions"]!.AsArray().Select(permission => (string)permission!).ShouldContain("customers:write", StringComparer.Ordinal);
        me.ContainsKey("passwordHash").ShouldBeFalse();
        using var anonymous = await App.GetAsync("/users/me");
        ((int)anonymous.StatusCode).ShouldBe(401);
        anonymous.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Neither_passwords_nor_tokens_reach_the_log_or_the_database_in_the_clear_and_typed_addresses_no_log()
    {
        var tokens = await App.SignInAsync();
        using var wrong = await App.LoginAsync("secret typed into the wrong field", "wrong horse battery");
        using var unknown = await App.LoginAsync("typed@example.com", "wrong horse battery");
        using var refreshed = await App.RefreshAsync(tokens.Refresh);
        App.Log.Lines.ShouldContain(line => line.Contains("user:1 signed in", StringComparison.Ordinal));
        App.Log.Lines.ShouldNotContain(line => line.Contains("typed@example.com", StringComparison.Ordinal));
        await App.DisposeAsync();
        var kept = await BehindTheBack.TextOfAsync(Folder.Path, "identity");
        kept.ShouldContain("admin@localhost");
        foreach (var secret in new[] { IdentityApp.Password, "wrong horse battery", "secret typed", tokens.Refresh, tokens.Access })
        {
            App.Log.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
            kept.Contains(secret, StringComparison.Ordinal).ShouldBeFalse();
        }
    }

    private sealed class CountingHasher : IPasswordHasher<string>
    {
        private readonly PasswordHasher<string> _inner = new();

        public int Checked => Hashes.Count;

        public List<string> Hashes { get; } = [];

        public string HashPassword(string user, string password) => _inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(string user, string hashedPassword, string providedPassword)
        {
            Hashes.Add(hashedPassword);
            return _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
