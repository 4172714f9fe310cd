using System.Buffers.Binary;
using Lockstep.Identity;
using Lockstep.Identity.Keys;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>What a session that was left open is not enough for, and which passwords are too easily guessed.</summary>
public sealed class RecentSignInTests : IdentityTest
{
    [Fact]
    public async Task Users_clients_keys_and_secrets_are_changed_only_after_a_sign_in_of_the_last_10_minutes()
    {
        var tokens = await App.SignInAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(10));
        using var answer = await App.RefreshAsync(tokens.Refresh);
        var renewed = (await Tokens.OfAsync(answer)).Access;
        (await App.PostAsync("/users", renewed, """{"name":"A","email":"a@x"}""")).Status.ShouldBe(201);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var (method, path) in new[]
        {
            ("POST", "/users"), ("PATCH", "/users/2"), ("DELETE", "/users/2"), ("POST", "/users/2/reset-code"), ("DELETE", "/users/2/totp"),
            ("POST", "/clients"), ("POST", "/clients/1/keys"), ("POST", "/keys/rotate"), ("PUT", "/secrets/mail.password"),
                ("POST", "/secrets/rotate"),
        })
        {
            var refused = await App.CallAsync(new HttpMethod(method), path, renewed, "{}");
            refused.Status.ShouldBe(403, $"{method} {path}");
            ((string)refused.Body!["detail"]!).ShouldContain("sign in again");
            ((string?)refused.Body["type"]).ShouldBe("urn:lockstep:problem:sign-in-too-old");
        }

        (await App.CallAsync(HttpMethod.Get, "/users", renewed)).Status.ShouldBe(200);
        (await App.PostAsync("/users", (await App.SignInAsync()).Access, """{"name":"B","email":"b@x"}""")).Status.ShouldBe(201);
        var machine = App.Get<TokenIssuer>().Issue(new TokenRequest("client:erp", "erp", ["admin"], Version: 1));
        (await App.PostAsync("/users", machine, """{"name":"C","email":"c@x"}""")).Status.ShouldBe(
            201, "a machine shows its secret each time");
    }

    [Theory]
    [InlineData("password1234")]
    [InlineData("Password123!")]
    [InlineData("qwertyuiop12")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("P@ssw0rd1234")]
    [InlineData("administrator")]
    [InlineData("lockstep1234")]
    [InlineData("Grace Hopper!")]
    [InlineData("gracehopper2026")]
    [InlineData("grace.hopper@navy")]
    public async Task Passwords_that_everybody_tries_and_ones_own_name_are_refused_wherever_one_is_chosen(string password)
    {
        var admin = (await App.SignInAsync()).Access;
        var made = await App.PostAsync("/users", admin, Json($",\"password\":\"{password}\"}}"));
        made.Blamed.ShouldBe(["password"], password);
        var code = (string)(await App.PostAsync("/users", admin, Json("}"))).Body!["code"]!;
        (await App.PostAsync("/auth/reset/confirm", null, $$"""{"code":"{{code}}","newPassword":"{{password}}"}""")).Blamed.ShouldBe(
            ["newPassword"]);
        (await App.PostAsync("/auth/reset/confirm", null,
            $$"""{"code":"{{code}}","newPassword":"{{People.UserPassword}}"}""")).Status.ShouldBe(204);
        var grace = (await App.SignInAsync("g.hopper@navy.example", People.UserPassword)).Access;
        (await App.PostAsync("/auth/password", grace,
            $$"""{"currentPassword":"{{People.UserPassword}}","newPassword":"{{password}}"}""")).Blamed.ShouldBe(["newPassword"]);
    }

    [Fact]
    public void A_password_is_hashed_210000_times_so_that_older_hashes_are_made_anew()
    {
        var services = new ServiceCollection();
        new IdentityModule().AddServices(services);
        var hasher = (IPasswordHasher<string>)services.Single(service =>
            service.ServiceType == typeof(IPasswordHasher<string>)).ImplementationInstance!;
        var hash = Convert.FromBase64String(hasher.HashPassword("", IdentityApp.Password));
        BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)).ShouldBeGreaterThanOrEqualTo(210_000);
    }

    private static string Json(string rest) => "{\"name\":\"Grace Hopper\",\"email\":\"g.hopper@navy.example\"" + rest;
}
