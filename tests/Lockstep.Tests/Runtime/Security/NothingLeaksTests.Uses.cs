using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Identity.Keys;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Runtime.Security;

/// <summary>What is done with secrets before they are looked for.</summary>
public sealed partial class NothingLeaksTests
{
    private async Task UseAsync()
    {
        await UsePasswordsAsync();
        await UseHeadersAndQueriesAsync();
        await UseApiKeysAsync();
        await UsePeopleAsync();
        await UseStoredSecretsAsync();
        foreach (var path in new[]
        {
            "/metrics", "/openapi/v1.json", "/docs", "/health/ready", "/.well-known/jwks.json", "/.well-known/openid-configuration",
            "/api/keys", "/api/secrets",
        })
        {
            await SendAsync(HttpMethod.Get, path, null);
        }
    }

    /// <summary>Sign-in, renewal, and everything that can be wrong about them.</summary>
    private async Task UsePasswordsAsync()
    {
        var wrong = _secrets.Add("a wrong password", "wrong-password-0815");
        foreach (var body in new[]
        {
            $$"""{"email":"{{TestApp.AdminEmail}}","password":"{{wrong}}"}""", $$"""{"email":"{{wrong}}","password":"{{wrong}}"}""",
            $$"""{"email":7,"password":"{{wrong}}"}""", $$"""{"password":"{{wrong}}""", $$"""["{{wrong}}"]""",
            $$"""{"password":"{{wrong}}","password":"{{wrong}}"}""", $$"""{"email":"{{wrong}}","password":["{{wrong}}"]}""",
        })
        {
            await SendAsync(HttpMethod.Post, "/api/auth/login", body);
        }

        await SendFormAsync($"grant_type=refresh_token&refresh_token={wrong}");
        await SendFormAsync($"grant_type=password&username=admin&password={wrong}");
        await SendFormAsync($"grant_type={wrong}&client_secret={wrong}");
        var tokens = await HandOutAsync("/api/auth/login", new StringContent(
            $$"""{"email":"{{TestApp.AdminEmail}}","password":"{{TestApp.AdminPassword}}"}""", Encoding.UTF8, "application/json"));
        await HandOutAsync("/oauth/token", Form($"grant_type=refresh_token&refresh_token={tokens}"));

        // At once, the second use of a token hears the same next one; that is handed out once more, and nowhere else.
        await HandOutAsync("/oauth/token", Form($"grant_type=refresh_token&refresh_token={tokens}"));
    }

    /// <summary>Credentials where they belong and where they do not.</summary>
    private async Task UseHeadersAndQueriesAsync()
    {
        var key = _secrets.Add("a key that is not ours", "key-that-is-not-ours-99");
        foreach (var (name, value) in new[]
        {
            ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"client:{key}"))}"),
            ("Authorization", $"Bearer {key}"), ("Authorization", key), ("X-Api-Key", key), ("Cookie", $"session={key}"),
            ("Idempotency-Key", key), ("If-Match", key),
        })
        {
            await SendAsync(HttpMethod.Get, "/api/customers", null, (name, value));
            await SendAsync(HttpMethod.Post, "/api/customers", """{"name":7}""", (name, value));
        }

        foreach (var path in new[]
        {
            $"/api/customers?access_token={key}", $"/api/customers?size={key}", $"/docs?api_key={key}", $"/health/ready?token={key}",
        })
        {
            await SendAsync(HttpMethod.Get, path, null);
        }
    }

    /// <summary>A client and a key of it, in every way that it may come in, and in some that it must not.</summary>
    private async Task UseApiKeysAsync()
    {
        var made = await AskAsync("/api/clients", """{"name":"Poller","clientId":"poller","roles":["integrator"]}""");
        var key = _secrets.Add("the key of a client", (string)made["clientSecret"]!);
        var basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"poller:{key}"))}";
        foreach (var (name, value) in new[]
        {
            ("X-Api-Key", key), ("X-Api-Key", key + "x"), ("Authorization", basic), ("Authorization", $"Bearer {key}"),
        })
        {
            await SendAsync(HttpMethod.Get, "/api/customers", null, (name, value));
            await SendAsync(HttpMethod.Post, "/api/customers", $$"""{"name":7,"note":"{{key}}"}""", (name, value));
        }

        await SendAsync(HttpMethod.Get, $"/api/products?api_key={key}", null);
        await SendFormAsync($"grant_type=client_credentials&client_id=poller&client_secret={key}x");
        await SendFormAsync($"grant_type=client_credentials&client_id={key}&client_secret=poller");
        await SendAsync(HttpMethod.Get, "/api/clients", null);
        await SendAsync(HttpMethod.Get, "/api/clients/1/keys", null);
    }

    private async Task UseStoredSecretsAsync()
    {
        _secrets.Add("a stored secret", Stored);
        var lost = _secrets.Add("a secret in a bad body", "secret-in-a-bad-body-1");
        await SetAsync($$"""{"value":"{{Stored}}"}""");
        foreach (var body in new[]
        {
            $$"""{"value":["{{lost}}"]}""", $$"""{"value":"{{lost}}""", $$"""{"value":"{{lost}}","value":""}""", $"{lost}",
        })
        {
            await SetAsync(body);
        }

        await SendAsync(HttpMethod.Put, "/api/secrets/no.such", $$"""{"value":"{{lost}}"}""");
        await SendAsync(HttpMethod.Post, "/api/secrets/rotate", null);
        await SendAsync(HttpMethod.Post, "/api/keys/rotate", """{"now":true}""");
    }

    /// <summary>The keys themselves, which are used all the time.</summary>
    private async Task AddKeysAsync()
    {
        var master = _app.Services.GetRequiredService<MasterKey>();
        _secrets.Add("the master key", await File.ReadAllBytesAsync(_folder.File("master.key"), Ct));
        foreach (var vault in _app.Services.GetServices<Vault>())
        {
            var store = _app.Services.GetRequiredKeyedService<IStore>(vault.Module);
            foreach (var (id, key) in DataKeyTable.Unwrap(vault.Module, await DataKeyTable.ReadAsync(store, Ct), [master]))
            {
                _secrets.Add($"data key {id} of {vault.Module}", key);
            }
        }

        foreach (var key in _app.Services.GetRequiredService<SigningKeys>().All)
        {
            using var pair = ECDsa.Create();
            pair.ImportPkcs8PrivateKey(key.ExportPrivateKey(), out _);
            _secrets.Add($"signing key {key.Id}", pair.ExportParameters(includePrivateParameters: true).D!);
        }

        _secrets.Add("the TLS key", ECDsaFrom(await File.ReadAllTextAsync(TlsCertificate.FileIn(_folder.Path), Ct)));
    }
}
