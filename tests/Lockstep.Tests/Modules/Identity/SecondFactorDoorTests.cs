using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>Wherever a second factor is asked for, guesses cost the same.</summary>
[RunsOnEachStore]
public sealed class SecondFactorDoorTests : IdentityTest
{
    private protected override Dictionary<string, string?> Settings =>
        new(StringComparer.Ordinal) { ["Identity:TotpRequired"] = "manager, warehouse" };

    [Fact]
    public async Task Taking_it_away_with_wrong_codes_leads_to_a_pause()
    {
        var (token, _) = await EnabledAsync();
        for (var guess = 1; guess <= 6; guess++)
        {
            (await RemoveAsync(token, "000000")).Status.ShouldBe(400);
        }

        (await RemoveAsync(token, "000000")).Status.ShouldBe(429);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await RemoveAsync(token, "000000")).Status.ShouldBe(400);
        (await RemoveAsync(token, "000000")).Status.ShouldBe(429);
    }

    [Fact]
    public async Task A_right_password_without_the_code_is_written_down_and_counted_until_the_code_comes()
    {
        var (_, secret) = await EnabledAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(30));
        (await LoginAsync(null)).Status.ShouldBe(401);
        (await App.AuditAsync()).ShouldContain("anonymous session:refused users/1 refused", StringComparer.Ordinal);
        for (var attempt = 2; attempt <= 6; attempt++)
        {
            (await LoginAsync(null)).Blamed.ShouldBe(["totp"]);
        }

        (await LoginAsync(null)).Status.ShouldBe(429);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await LoginAsync(TotpTests.CodeOf(secret, App.Clock.GetUtcNow()))).Status.ShouldBe(200);
        (await LoginAsync(null)).Status.ShouldBe(401, "all is forgotten");
    }

    [Theory]
    [InlineData("{0} {1}")]
    [InlineData(" {0}-{1} ")]
    [InlineData("{0}\u00a0{1}")]
    public async Task A_code_counts_with_the_blanks_and_hyphens_that_apps_show(string form)
    {
        var (_, secret) = await EnabledAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = TotpTests.CodeOf(secret, App.Clock.GetUtcNow());
        (await LoginAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, code[..3], code[3..]))).Status.ShouldBe(
            200);
    }

    [Theory]
    [InlineData("DELETE", "/users/1/totp")]
    [InlineData("POST", "/users/1/reset-code")]
    [InlineData("POST", "/users/1/sign-out")]
    public async Task What_an_admin_does_for_others_nobody_does_for_oneself(string method, string path)
    {
        var (token, _) = await EnabledAsync();
        var refused = await App.CallAsync(new HttpMethod(method), path, token);
        refused.Status.ShouldBe(409);
        ((string)refused.Body!["detail"]!).ShouldContain("/api/auth/");
        ((bool)(await App.CallAsync(HttpMethod.Get, "/users/me", token)).Body!["hasTotp"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_role_that_needs_a_second_factor_gives_nothing_until_it_is_set_up()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "manager");
        var tokens = await App.SignInAsync("zoe@x", People.UserPassword);
        var refused = await App.CallAsync(HttpMethod.Get, "/users", tokens.Access);
        refused.Status.ShouldBe(403);
        ((string)refused.Body!["detail"]!).ShouldContain("POST /api/auth/totp");
        await EnabledAsync(tokens.Access, People.UserPassword);
        using var renewed = await App.RefreshAsync(tokens.Refresh);
        (await App.CallAsync(HttpMethod.Get, "/users", (await Tokens.OfAsync(renewed)).Access)).Status.ShouldBe(200);
    }

    private async Task<(string Token, byte[] Secret)> EnabledAsync(string? token = null, string password = IdentityApp.Password)
    {
        token ??= (await App.SignInAsync()).Access;
        var begun = await App.PostAsync("/auth/totp", token, new JsonObject { ["currentPassword"] = password }.ToJsonString());
        var secret = TotpTests.FromBase32((string)begun.Body!["secret"]!);
        var code = TotpTests.CodeOf(secret, App.Clock.GetUtcNow());
        (await App.PostAsync("/auth/totp/confirm", token, $$"""{"code":"{{code[..3]}} {{code[3..]}}"}""")).Status.ShouldBe(200);
        return (token, secret);
    }

    private Task<ApiAnswer> RemoveAsync(string token, string code) => App.CallAsync(
        HttpMethod.Delete, "/auth/totp", token, $$"""{"currentPassword":"{{IdentityApp.Password}}","code":"{{code}}"}""");

    private Task<ApiAnswer> LoginAsync(string? totp) => App.PostAsync(
        "/auth/login", null,
        new JsonObject { ["email"] = IdentityApp.Email, ["password"] = IdentityApp.Password, ["totp"] = totp }.ToJsonString());
}
