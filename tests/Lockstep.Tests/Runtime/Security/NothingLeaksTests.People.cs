using System.Text;
using Lockstep.Tests.Modules.Identity;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Security;

/// <summary>The secrets of people beside their first password.</summary>
public sealed partial class NothingLeaksTests
{
    /// <summary>Codes that set passwords, second factors with their recovery codes, cookies and their antiforgery tokens.</summary>
    private async Task UsePeopleAsync()
    {
        var first = _secrets.Add("a user's first password", "zoe-first-password-1");
        var second = _secrets.Add("a user's second password", "zoe-second-password-2");
        var made = await AskAsync("/api/users", """{"name":"Zoe","email":"zoe@example.com","roles":["sales"]}""");
        var code = _secrets.Add("a code that sets a password", (string)made["code"]!);
        await SendAsync(HttpMethod.Post, "/api/auth/reset/confirm", $$"""{"code":"{{code}}x","newPassword":"{{first}}"}""");
        await SendAsync(HttpMethod.Post, "/api/auth/reset/confirm", $$"""{"code":"{{code}}","newPassword":"{{first}}"}""");
        await SendAsync(HttpMethod.Post, "/api/auth/reset", """{"email":"zoe@example.com"}""");
        var zoe = await SignInAsync(first, null);
        await UseSecondFactorAsync(zoe, first);
        await SendAsync(
            HttpMethod.Post, "/api/auth/password", $$"""{"currentPassword":"{{second}}","newPassword":"{{first}}"}""",
            ("Authorization", zoe));
        await HandOutAsync("/api/auth/password", Json($$"""{"currentPassword":"{{first}}","newPassword":"{{second}}"}"""), zoe);
        await UseCookieAsync();
    }

    private async Task UseSecondFactorAsync(string zoe, string password)
    {
        var setUp = await AskAsync("/api/auth/totp", $$"""{"currentPassword":"{{password}}"}""", zoe);
        var secret = _secrets.Add("a second factor", (string)setUp["secret"]!);
        var bytes = TotpTests.FromBase32(secret);
        _secrets.Add("a second factor, its bytes", bytes);
        var code = TotpTests.CodeOf(bytes, TimeProvider.System.GetUtcNow());
        var confirmed = await AskAsync("/api/auth/totp/confirm", $$"""{"code":"{{code}}"}""", zoe);
        var recovery = confirmed["recoveryCodes"]!.AsArray().Select(one => (string)one!).ToList();
        recovery.ForEach(one => _secrets.Add("a recovery code", one));
        await SendAsync(
            HttpMethod.Post, "/api/auth/login", $$"""{"email":"zoe@example.com","password":"{{password}}","totp":"{{recovery[0]}}x"}""");
        await SignInAsync(password, recovery[0]);
    }

    private async Task UseCookieAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/session")
        {
            Content = Json($$"""{"email":"{{Support.TestApp.AdminEmail}}","password":"{{Support.TestApp.AdminPassword}}"}"""),
        };
        request.Options.Set(Transcript.HandsOut, true);
        using var answer = await _client.SendAsync(request, Ct);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        _secrets.Add("a session cookie", cookie.Split('=')[1]);
        await SendAsync(HttpMethod.Get, "/api/customers", null, ("Authorization", ""), ("Cookie", cookie));
        await SendAsync(
            HttpMethod.Post, "/api/customers", """{"name":"x"}""", ("Authorization", ""), ("Cookie", cookie), ("X-CSRF-Token", "wrong"));
    }

    /// <returns>The Authorization header of the new session.</returns>
    private async Task<string> SignInAsync(string password, string? totp)
    {
        await HandOutAsync("/api/auth/login", Json($$"""{"email":"zoe@example.com","password":"{{password}}","totp":"{{totp}}"}"""));
        return $"Bearer {_access}";
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private void Copy(TestFolder to, string? except = null)
    {
        foreach (var file in Directory
            .GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(file =>
                Path.GetFileName(file) is not LockFile && !string.Equals(Path.GetFileName(file), except, StringComparison.Ordinal)
            ))
        {
            var target = to.File(Path.GetRelativePath(_folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
