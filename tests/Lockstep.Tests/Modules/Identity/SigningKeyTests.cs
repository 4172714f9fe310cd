using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class SigningKeyTests : IdentityTest
{
    [Fact]
    public async Task The_published_keys_verify_a_token_without_our_help()
    {
        var parts = (await App.SignInAsync()).Access.Split('.');
        using var answer = await App.GetAsync("/.well-known/jwks.json");
        var key = (await BodyAsync(answer))["keys"]!.AsArray().Single()!.AsObject();
        key.Select(member => member.Key).ShouldBe(["kty", "crv", "x", "y", "use", "alg", "kid"]);
        using var pair = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64Url.DecodeFromChars((string)key["x"]!), Y = Base64Url.DecodeFromChars((string)key["y"]!) },
            });
        pair.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256)
            .ShouldBeTrue();
    }

    [Fact]
    public async Task Discovery_leads_to_the_endpoints_of_the_issuer()
    {
        using var answer = await App.GetAsync("/.well-known/openid-configuration");
        var body = await BodyAsync(answer);
        ((string)body["issuer"]!).ShouldBe("https://localhost:8443");
        ((string)body["token_endpoint"]!).ShouldBe("https://localhost:8443/oauth/token");
        ((string)body["jwks_uri"]!).ShouldBe("https://localhost:8443/.well-known/jwks.json");
        body["grant_types_supported"]!.AsArray().Select(type => (string)type!).ShouldBe(["refresh_token", "client_credentials"]);
    }

    [Fact]
    public async Task A_restart_makes_no_second_key()
    {
        using var before = await App.GetAsync("/.well-known/jwks.json");
        await RestartAsync();
        using var after = await App.GetAsync("/.well-known/jwks.json");
        (await after.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .ShouldBe(await before.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_private_key_is_kept_sealed()
    {
        var (open, sealedKey) = await App.Store.ReadAsync(
            reader => reader.FirstAsync("select public_key, private_key from signing_keys", static row => (row.Bytes(0), row.Bytes(1))),
            TestContext.Current.CancellationToken);
        using var pair = ECDsa.Create();
        pair.ImportSubjectPublicKeyInfo(open, out _);
        Should.Throw<CryptographicException>(() => pair.ImportPkcs8PrivateKey(sealedKey, out _));
        sealedKey.AsSpan().IndexOf(open.AsSpan(open.Length - 16)).ShouldBe(-1);
    }

    [Fact]
    public async Task Another_master_key_stops_the_start_with_one_line()
    {
        await App.DisposeAsync();
        File.WriteAllBytes(Folder.File("master.key"), new byte[32]);
        var message = (await Should.ThrowAsync<StartupException>(() => IdentityApp.StartAsync(Folder.Path))).Message;
        message.ShouldContain("LOCKSTEP_MASTER_KEY_FILE");
        message.ShouldNotContain("\n");
    }
}
