using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Access;

[Trait(NodeFolder.Trait, NodeFolder.OpenId)]
public sealed class When_official_clients_use_our_issuer
{
    [Fact]
    public async Task The_npm_packages_openid_client_and_jose_work_as_they_come()
    {
        await using var site = new Site(StoreKind.Sqlite);
        var port = ProviderFixture.FreePort().ToString(CultureInfo.InvariantCulture);
        var issuer = $"https://localhost:{port}";
        await using var server = ServerProcess.Start(site, ("LOCKSTEP_HTTPS", port), ("LOCKSTEP_Tokens__Issuer", issuer));
        using var api = await server.ReadyAsync();
        var client = await api.PostAsync("/api/clients", new { clientId = "poller", name = "Poller", roles = new[] { "integrator" } });

        using var process = NodeFolder.Start(
            "clients.mjs", ("ISSUER", issuer), ("AUDIENCE", "lockstep"), ("CLIENT_ID", "poller"),
            ("CLIENT_SECRET", client.GetProperty("clientSecret").GetString()!), ("REFRESH_TOKEN", await RefreshTokenAsync(api)),
            ("NODE_EXTRA_CA_CERTS", await CertificateAsync(site)));
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => process.HasExited, "the clients do not end");
        process.ExitCode.ShouldBe(0, await errors);

        using var json = JsonDocument.Parse(await output);
        var got = json.RootElement;
        got.GetProperty("machine").GetProperty("sub").GetString().ShouldBe("client:poller");
        got.GetProperty("basic").GetProperty("sub").GetString().ShouldBe("client:poller");
        got.GetProperty("person").GetProperty("sub").GetString().ShouldBe("user:1");
        got.GetProperty("next").GetString().ShouldBe("string");
        got.GetProperty("used").GetString().ShouldBe("same", "two tabs at once hear one answer");
        got.GetProperty("wrong").GetString().ShouldBe("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
    }

    private static async Task<string> RefreshTokenAsync(Api api)
    {
        using var answer = await api.Http.PostAsJsonAsync(
            "/api/auth/login", new { email = ServerProcess.AdminEmail, password = ServerProcess.AdminPassword });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("refresh_token").GetString()!;
    }

    /// <summary>The certificate without its key, as a person would hand it on.</summary>
    private static async Task<string> CertificateAsync(Site site)
    {
        const string end = "-----END CERTIFICATE-----";
        var pem = await File.ReadAllTextAsync(site.File("tls/certificate.pem"));
        var start = pem.IndexOf("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
        await File.WriteAllTextAsync(site.File("ca.pem"), pem[start..(pem.IndexOf(end, StringComparison.Ordinal) + end.Length)] + "\n");
        return site.File("ca.pem");
    }
}
