using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Identity.Totp;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OtpNet;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class TotpTests : IdentityTest
{
    private const string Proof = """{"currentPassword":"correct horse battery"}""";

    /// <summary>RFC 6238, appendix B, the rows for SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code)
    {
        var (secret, time) = ("12345678901234567890"u8.ToArray(), DateTimeOffset.FromUnixTimeSeconds(seconds));
        new OtpNet.Totp(secret, totpSize: 8).ComputeTotp(time.UtcDateTime).ShouldBe(code);
        SecondFactor.StepOf(secret, code[2..], time).ShouldBe(seconds / 30);
        SecondFactor.StepOf(secret, code, time).ShouldBeNull("an app shows six digits");
    }

    /// <summary>RFC 4648, section 10, without the padding that apps do not want.</summary>
    [Theory]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_in_base_32(string text, string encoded) =>
        Base32Encoding.ToString(Encoding.ASCII.GetBytes(text)).TrimEnd('=').ShouldBe(encoded);

    [Fact]
    public async Task Until_a_code_confirms_it_the_second_factor_is_not_asked_for()
    {
        var token = (await App.SignInAsync()).Access;
        var begun = await App.PostAsync("/auth/totp", token, Proof);
        var secret = (string)begun.Body!["secret"]!;
        secret.ShouldMatch("^[A-Z2-7]{32}$");
        begun.Message.Headers.CacheControl!.NoStore.ShouldBeTrue();
        ((string)begun.Body["uri"]!).ShouldBe(
            $"otpauth://totp/Lockstep:admin%40localhost?secret={secret}&issuer=Lockstep&algorithm=SHA1&digits=6&period=30"
        );
        await App.SignInAsync();
        (await App.PostAsync("/auth/totp/confirm", token, """{"code":"12"}""")).Blamed.ShouldBe(["code"]);
        (await App.PostAsync("/auth/totp", token, """{"currentPassword":"wrong horse battery"}""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_confirmed_second_factor_is_asked_for_and_each_code_counts_once()
    {
        var (token, secret, _) = await EnabledAsync();
        var me = await App.CallAsync(HttpMethod.Get, "/users/me", token);
        ((bool)me.Body!["hasTotp"]!).ShouldBeTrue();
        var missing = await LoginAsync(null);
        (missing.Status, missing.Blamed.Single()).ShouldBe((401, "totp"));
        (await LoginAsync(CodeAt(secret, 0))).Status.ShouldBe(401, "it was used to confirm");
        App.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = CodeAt(secret, 0);
        (await LoginAsync(code)).Status.ShouldBe(200);
        var again = await LoginAsync(code);
        (again.Status, again.Blamed.Single()).ShouldBe((401, "totp"));
        (await LoginAsync(null, "wrong horse battery"))
            .Body!.AsObject()
            .ContainsKey("errors")
            .ShouldBeFalse("only the right password learns of it");
    }

    [Fact]
    public async Task A_phone_may_be_one_step_off_and_no_more()
    {
        var (_, secret, _) = await EnabledAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(5));
        (await LoginAsync(CodeAt(secret, -2))).Status.ShouldBe(401);
        (await LoginAsync(CodeAt(secret, 2))).Status.ShouldBe(401);
        (await LoginAsync(CodeAt(secret, -1))).Status.ShouldBe(200);
        (await LoginAsync(CodeAt(secret, 1))).Status.ShouldBe(200);
        (await LoginAsync(CodeAt(secret, 0))).Status.ShouldBe(401, "older than one that was used");
    }

    [Fact]
    public async Task Of_many_sign_ins_with_one_code_at_the_same_moment_one_gets_in()
    {
        var (_, secret, recovery) = await EnabledAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = CodeAt(secret, 0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoginAsync(code)));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        await App.PostAsync("/auth/logout", (string)answers.Single(answer => answer.Status == 200).Body!["access_token"]!);
        answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => LoginAsync(recovery[0])));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
    }

    [Fact]
    public async Task Recovery_codes_are_ten_and_good_once_each_in_whatever_spelling()
    {
        var (_, _, recovery) = await EnabledAsync();
        recovery.Distinct(StringComparer.Ordinal).Count().ShouldBe(10);
        (await LoginAsync(recovery[3].ToUpperInvariant().Replace("-", "", StringComparison.Ordinal))).Status.ShouldBe(200);
        (await LoginAsync(recovery[3])).Status.ShouldBe(401);
        (await LoginAsync(recovery[4])).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Wrong_codes_lead_to_a_pause_like_wrong_passwords()
    {
        var (_, secret, _) = await EnabledAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(30));
        for (var failure = 1; failure <= 6; failure++)
        {
            (await LoginAsync("no such code")).Status.ShouldBe(401);
        }

        (await LoginAsync(CodeAt(secret, 0))).Status.ShouldBe(429);
    }

    [Fact]
    public async Task Removing_it_takes_password_and_code()
    {
        var (token, _, recovery) = await EnabledAsync();
        (await App.PostAsync("/auth/totp", token, Proof)).Status.ShouldBe(409, "nobody swaps it for another one");
        (await RemoveAsync(token, Proof)).Blamed.ShouldBe(["code"]);
        (await RemoveAsync(token, $$"""{"currentPassword":"wrong horse battery","code":"{{recovery[0]}}"}""")).Blamed.ShouldBe([
            "currentPassword",
        ]);
        (await RemoveAsync(token, $$"""{"currentPassword":"correct horse battery","code":"{{recovery[0]}}"}""")).Status.ShouldBe(204);
        await App.SignInAsync();
        (await App.AuditAsync()).ShouldContain("user:1 totp:enabled users/1", StringComparer.Ordinal);
        (await App.AuditAsync()).ShouldContain("user:1 totp:removed users/1", StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_admin_removes_it_for_who_lost_phone_and_recovery_codes()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        await EnabledAsync("zoe@x", People.UserPassword);
        (await App.LoginStatusAsync("zoe@x")).ShouldBe(401);
        (await App.CallAsync(HttpMethod.Delete, "/users/2/totp", admin)).Status.ShouldBe(204);
        (await App.LoginStatusAsync("zoe@x")).ShouldBe(200);
        (await App.AuditAsync()).ShouldContain("user:1 totp:removed users/2", StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_new_password_by_a_code_does_not_take_the_second_factor_away()
    {
        var admin = (await App.SignInAsync()).Access;
        await App.AddUserAsync(admin, "zoe@x", "sales");
        await EnabledAsync("zoe@x", People.UserPassword);
        var code = (string)(await App.PostAsync("/users/2/reset-code", admin)).Body!["code"]!;
        (
            await App.PostAsync("/auth/reset/confirm", null, $$"""{"code":"{{code}}","newPassword":"another long password"}""")
        ).Status.ShouldBe(204);
        (await App.LoginStatusAsync("zoe@x", "another long password")).ShouldBe(401);
    }

    [Fact]
    public async Task A_code_is_good_once_also_where_the_hash_of_the_password_is_made_anew()
    {
        var (_, secret, _) = await EnabledAsync();
        var older = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = 500 }))
            .HashPassword("", IdentityApp.Password);
        await App.ExecuteAsync($"update users set password_hash = '{older}' where id = 1");
        App.Clock.Advance(TimeSpan.FromSeconds(31));
        var code = CodeAt(secret, 0);
        (await LoginAsync(code)).Status.ShouldBe(200);
        (await LoginAsync(code)).Status.ShouldBe(401);
        (await LoginAsync(CodeAt(secret, 1))).Status.ShouldBe(200, "the password is the same");
    }

    [Fact]
    public async Task Codes_are_not_guessed_faster_from_many_addresses()
    {
        var (_, secret, _) = await EnabledAsync();
        for (var address = 2; address <= 7; address++)
        {
            using var elsewhere = People.ClientFrom($"127.0.0.{address}", App.Client.BaseAddress!);
            using var answer = await elsewhere.PostAsync("/auth/login", Json("no such code"), TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBe(401, $"guess {address - 1}, the first of its address");
        }

        using var last = People.ClientFrom("127.0.0.9", App.Client.BaseAddress!);
        using var paused = await last.PostAsync("/auth/login", Json("no such code"), TestContext.Current.CancellationToken);
        ((int)paused.StatusCode).ShouldBe(429, "the user's second factor rests, wherever the guess comes from");
        App.Clock.Advance(TimeSpan.FromSeconds(31));
        (await LoginAsync(CodeAt(secret, 0))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Secret_and_recovery_codes_are_kept_sealed_or_as_digests()
    {
        var (_, secret, recovery) = await EnabledAsync();
        await App.DisposeAsync();
        var kept = await BehindTheBack.TextOfAsync(Folder.Path, "identity");
        kept.ShouldNotContain(Encoding.Latin1.GetString(secret));
        kept.ShouldNotContain(Base32Encoding.ToString(secret));
        foreach (var text in recovery.Append(Base32Encoding.ToString(secret)))
        {
            kept.ShouldNotContain(text);
            App.Log.Lines.ShouldNotContain(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    private async Task<(string Token, byte[] Secret, string[] Recovery)> EnabledAsync(
        string email = IdentityApp.Email, string password = IdentityApp.Password)
    {
        var token = (await App.SignInAsync(email, password)).Access;
        var begun = await App.PostAsync("/auth/totp", token, new JsonObject { ["currentPassword"] = password }.ToJsonString());
        var secret = FromBase32((string)begun.Body!["secret"]!);
        var confirmed = await App.PostAsync("/auth/totp/confirm", token, $$"""{"code":"{{CodeAt(secret, 0)}}"}""");
        confirmed.Status.ShouldBe(200, confirmed.Body?.ToJsonString());
        return (token, secret, [.. confirmed.Body!["recoveryCodes"]!.AsArray().Select(code => (string)code!)]);
    }

    private string CodeAt(byte[] secret, int steps) => CodeOf(secret, App.Clock.GetUtcNow().AddSeconds(30 * steps));

    private Task<ApiAnswer> LoginAsync(string? totp, string password = IdentityApp.Password) => App.PostAsync(
        "/auth/login", null, new JsonObject { ["email"] = IdentityApp.Email, ["password"] = password, ["totp"] = totp }.ToJsonString());

    private static StringContent Json(string totp) =>
        new(
            new JsonObject { ["email"] = IdentityApp.Email, ["password"] = IdentityApp.Password, ["totp"] = totp }.ToJsonString(),
            Encoding.UTF8,
            "application/json");

    private Task<ApiAnswer> RemoveAsync(string token, string json) => App.CallAsync(HttpMethod.Delete, "/auth/totp", token, json);

    /// <summary>What the app shows at a time.</summary>
    internal static string CodeOf(byte[] secret, DateTimeOffset time) => new OtpNet.Totp(secret).ComputeTotp(time.UtcDateTime);

    internal static byte[] FromBase32(string text)
    {
        var bits = string.Concat(
            text.Select(letter =>
                Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')
            ));
        return [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
    }
}
