using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class PasswordTests : IdentityTest
{
    private const string Next = "another long password";

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions_and_answers_the_next_one()
    {
        var here = await App.SignInAsync();
        var there = await App.SignInAsync();
        var changed = await App.PostAsync("/auth/password", here.Access, Change(IdentityApp.Password, Next));
        changed.Status.ShouldBe(200);
        (await App.StatusAsync((string)changed.Body!["access_token"]!)).ShouldBe(200);
        using var refreshed = await App.RefreshAsync((string)changed.Body["refresh_token"]!);
        ((int)refreshed.StatusCode).ShouldBe(200);
        (await App.StatusAsync(here.Access)).ShouldBe(401);
        (await App.StatusAsync(there.Access)).ShouldBe(401);
        (await App.LoginStatusAsync(IdentityApp.Email, IdentityApp.Password)).ShouldBe(401);
        (await App.LoginStatusAsync(IdentityApp.Email, Next)).ShouldBe(200);
        (await App.AuditAsync()).ShouldContain("user:1 password:changed users/1", StringComparer.Ordinal);
    }

    [Fact]
    public async Task Wrong_current_passwords_are_named_and_lead_to_a_pause()
    {
        var token = (await App.SignInAsync()).Access;
        for (var failure = 1; failure <= 6; failure++)
        {
            var refused = await App.PostAsync("/auth/password", token, Change("wrong horse battery", Next));
            (refused.Status, refused.Blamed.Single()).ShouldBe((400, "currentPassword"));
        }

        (await App.PostAsync("/auth/password", token, Change(IdentityApp.Password, Next))).Status.ShouldBe(429);
        (await App.LoginStatusAsync(IdentityApp.Email, IdentityApp.Password)).ShouldBe(429, "guesses count, wherever they are made");
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await App.PostAsync("/auth/password", token, Change(IdentityApp.Password, Next))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"newPassword":"another long password"}""", "currentPassword")]
    [InlineData("""{"currentPassword":"correct horse battery","newPassword":"eleven char"}""", "newPassword")]
    public async Task A_new_password_that_will_not_do_is_named(string json, string field) =>
        (await App.PostAsync("/auth/password", (await App.SignInAsync()).Access, json)).Blamed.ShouldBe([field]);

    [Fact]
    public async Task A_code_from_an_admin_sets_a_password_once_and_ends_everything_else()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var old = await App.SignInAsync("zoe@x", People.UserPassword);
        for (var failure = 1; failure <= 6; failure++)
        {
            await App.LoginStatusAsync("zoe@x", "wrong horse battery");
        }

        var code = await CodeAsync(admin);
        (await ConfirmAsync(code.ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal), Next)).Status.ShouldBe(204);
        (await App.LoginStatusAsync("zoe@x", Next)).ShouldBe(200, "the pause is over as well");
        (await App.LoginStatusAsync("zoe@x")).ShouldBe(401);
        (await App.StatusAsync(old.Access)).ShouldBe(401);
        var again = await ConfirmAsync(code, "yet another password");
        (again.Status, again.Blamed.Single()).ShouldBe((400, "code"));
        (await App.AuditAsync()).ShouldContain("user:2 password:reset users/2", StringComparer.Ordinal);
        (await App.AuditAsync()).ShouldContain("user:1 password:code-made users/2", StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("PATCH", "/users/2", """{"email":"new@x"}""")]
    [InlineData("PATCH", "/users/2", """{"disabled":true}""")]
    [InlineData("POST", "/users/2/sign-out", null)]
    public async Task A_code_does_not_outlive_what_an_admin_does_against_whoever_has_it(string method, string path, string? json)
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var code = await CodeAsync(admin);
        (await App.CallAsync(new HttpMethod(method), path, admin, json)).Status.ShouldBeInRange(200, 204);
        (await App.CallAsync(HttpMethod.Patch, "/users/2", admin, """{"disabled":false}""")).Status.ShouldBe(200);
        (await ConfirmAsync(code, Next)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_newer_code_replaces_the_older_one_and_none_lasts_longer_than_a_day()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var first = await CodeAsync(admin);
        var second = await CodeAsync(admin);
        (await ConfirmAsync(first, Next)).Status.ShouldBe(400);
        App.Clock.Advance(TimeSpan.FromHours(24));
        (await ConfirmAsync(second, Next)).Status.ShouldBe(400);
        admin = (await App.SignInAsync()).Access;
        var third = await CodeAsync(admin);
        App.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        (await ConfirmAsync(third, Next)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_code_that_comes_twice_at_the_same_moment_counts_once()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var code = await CodeAsync(admin);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => ConfirmAsync(code, $"{Next} {index}")));
        answers.Count(answer => answer.Status == 204).ShouldBe(1);
    }

    [Fact]
    public async Task A_disabled_user_gets_no_password_by_an_old_code()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var code = await CodeAsync(admin);
        await App.CallAsync(HttpMethod.Patch, "/users/2", admin, """{"disabled":true}""");
        (await ConfirmAsync(code, Next)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Who_guesses_codes_has_to_wait()
    {
        for (var failure = 1; failure <= 6; failure++)
        {
            (await ConfirmAsync("abcd", Next)).Status.ShouldBe(400);
        }

        (await ConfirmAsync("abcd", Next)).Status.ShouldBe(429);
        await App.SignInAsync();
        (await App.AuditAsync()).ShouldContain("anonymous password:reset-refused  refused", StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_code_is_kept_as_a_digest_only()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        var code = await CodeAsync(admin);
        await App.DisposeAsync();
        var kept = await BehindTheBack.TextOfAsync(Folder.Path, "identity");
        kept.ShouldContain("zoe@x");
        kept.ShouldNotContain(code);
        kept.ShouldNotContain(code.Replace("-", "", StringComparison.Ordinal));
        App.Log.Lines.ShouldNotContain(line => line.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_weaker_hash_is_replaced_at_the_next_sign_in_and_ends_nothing()
    {
        var token = (await App.SignInAsync()).Access;
        var before = await HashAsync();
        await App.DisposeAsync();
        var stronger = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = 2_000 }));
        await using var app = await IdentityApp.StartAsync(
            Folder.Path, adjust: services => services.AddSingleton<IPasswordHasher<string>>(stronger));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.SignInAsync()));
        var after = await app.Store.ReadAsync(
            reader => reader.FirstAsync("select password_hash from users", static row => row.Text(0)),
            TestContext.Current.CancellationToken);
        after.ShouldNotBe(before, StringComparer.Ordinal);
        stronger.VerifyHashedPassword("", after!, IdentityApp.Password).ShouldBe(PasswordVerificationResult.Success);
        (await app.StatusAsync(token)).ShouldBe(200);
    }

    private ValueTask<string?> HashAsync() =>
        App.Store.ReadAsync(reader => reader.FirstAsync("select password_hash from users", static row => row.Text(0)));

    private async Task<string> CodeAsync(string admin)
    {
        var answer = await App.PostAsync("/users/2/reset-code", admin);
        answer.Status.ShouldBe(200);
        answer.Message.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return (string)answer.Body!["code"]!;
    }

    private Task<ApiAnswer> ConfirmAsync(string code, string password) =>
        App.PostAsync("/auth/reset/confirm", null, $$"""{"code":"{{code}}","newPassword":"{{password}}"}""");

    private static string Change(string current, string next) => $$"""{"currentPassword":"{{current}}","newPassword":"{{next}}"}""";
}
