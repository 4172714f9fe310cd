using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Tests.Runtime.Security;

[UnsupportedOSPlatform("windows")]
public sealed class TlsCertificateTests : IDisposable
{
    private const string Host = "warehouse.example";
    private readonly TestFolder _folder = new();
    private readonly ManualClock _clock = new();

    private string PemFile => _folder.File("tls/certificate.pem");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_start_makes_a_server_certificate_of_397_days_for_this_host_and_the_loopback()
    {
        var certificate = Open().Current;
        certificate.HasPrivateKey.ShouldBeTrue();
        certificate.GetECDsaPublicKey()!.KeySize.ShouldBe(256);
        (certificate.NotAfter - certificate.NotBefore).ShouldBe(TimeSpan.FromDays(397));
        foreach (var name in new[] { "localhost", Host, "127.0.0.1", "::1" })
        {
            certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false).ShouldBeTrue(name);
        }

        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages
            .Cast<Oid>().Select(use => use.Value).ShouldBe(["1.3.6.1.5.5.7.3.1"]);
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeFalse();
        File.GetUnixFileMode(PemFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_restart_keeps_the_certificate()
    {
        var first = Open().Current.Thumbprint;
        _clock.Advance(TimeSpan.FromDays(366));
        Open().Current.Thumbprint.ShouldBe(first);
    }

    [Fact]
    public void A_host_name_that_no_certificate_can_hold_does_not_stop_the_start()
    {
        var certificate = TlsCertificate.SelfSigned(_folder.Path, "my_host, O=evil", _clock, NullLogger<TlsCertificate>.Instance).Current;
        certificate.MatchesHostname("localhost", allowCommonName: false).ShouldBeTrue();
        certificate.Subject.ShouldNotContain("evil");
    }

    [Fact]
    public void It_is_renewed_while_the_process_runs_when_fewer_than_30_days_are_left()
    {
        var tls = Open();
        var first = tls.Current.Thumbprint;
        _clock.Advance(TimeSpan.FromDays(367) - TimeSpan.FromSeconds(1));
        tls.Current.Thumbprint.ShouldBe(first);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var second = tls.Current;
        second.Thumbprint.ShouldNotBe(first, StringComparer.Ordinal);
        new DateTimeOffset(second.NotAfter.ToUniversalTime()).ShouldBeGreaterThan(_clock.GetUtcNow().AddDays(396));
        Open().Current.Thumbprint.ShouldBe(second.Thumbprint);
    }

    [Fact]
    public void A_renewal_that_can_not_be_written_serves_the_old_certificate_and_is_tried_again_after_an_hour()
    {
        var tls = Open();
        var first = tls.Current.Thumbprint;
        Directory.Delete(_folder.File("tls"), recursive: true);
        File.WriteAllText(_folder.File("tls"), "a file where the folder should be");
        _clock.Advance(TimeSpan.FromDays(370));
        tls.Current.Thumbprint.ShouldBe(first);
        File.Delete(_folder.File("tls"));
        tls.Current.Thumbprint.ShouldBe(first);
        _clock.Advance(TimeSpan.FromHours(1));
        tls.Current.Thumbprint.ShouldNotBe(first, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_client_that_trusts_it_completes_a_handshake()
    {
        var tls = Open();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var server = new SslStream(accepted.GetStream());
        await using var browser = new SslStream(client.GetStream(), false, (_, shown, _, _) =>
            shown!.GetRawCertData().AsSpan().SequenceEqual(tls.Current.RawData));
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificateContext = tls.Context }, TestContext.Current.CancellationToken),
            browser.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost" }, TestContext.Current.CancellationToken));
        browser.IsEncrypted.ShouldBeTrue();
    }

    [Fact]
    public void A_kept_file_that_holds_something_else_stops_the_start_with_one_line()
    {
        Open();
        File.WriteAllText(PemFile, "rubbish");
        var message = Should.Throw<StartupException>(Open).Message;
        message.ShouldContain(PemFile);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_configured_certificate_is_used_and_never_renewed_here()
    {
        var (certificate, key) = Write("a", SelfSignedCertificate.Create(Host, _clock.GetUtcNow()));
        var tls = Configured(certificate, key);
        tls.IsSelfSigned.ShouldBeFalse();
        var first = tls.Current;
        _clock.Advance(TimeSpan.FromDays(1_000));
        tls.Current.ShouldBeSameAs(first);
        first.MatchesHostname(Host).ShouldBeTrue();
    }

    [Fact]
    public void A_configured_certificate_is_taken_anew_within_a_minute_after_its_files_change()
    {
        var (certificate, key) = Write("a", SelfSignedCertificate.Create(Host, _clock.GetUtcNow()));
        var tls = Configured(certificate, key);
        var first = tls.Current.Thumbprint;
        Write("a", SelfSignedCertificate.Create(Host, _clock.GetUtcNow()));
        tls.Current.Thumbprint.ShouldBe(first, "it does not look at every handshake");
        _clock.Advance(TimeSpan.FromMinutes(1));
        tls.Current.Thumbprint.ShouldNotBe(first, StringComparer.Ordinal);
    }

    [Fact]
    public void A_broken_new_certificate_leaves_the_old_one_in_place_and_is_told_once()
    {
        var log = new LogLines();
        var (certificate, key) = Write("a", SelfSignedCertificate.Create(Host, _clock.GetUtcNow()));
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(log));
        var tls = TlsCertificate.Configured(certificate, key, _clock, factory.CreateLogger<TlsCertificate>());
        var first = tls.Current.Thumbprint;

        // The new certificate has come, its key has not.
        var fresh = Write("b", SelfSignedCertificate.Create(Host, _clock.GetUtcNow()));
        File.Copy(fresh.Certificate, certificate, overwrite: true);
        for (var minute = 0; minute < 3; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            tls.Current.Thumbprint.ShouldBe(first);
        }

        log.Lines.Count(line => line.Contains("[1204]", StringComparison.Ordinal)).ShouldBe(1);
        File.Copy(fresh.Key, key, overwrite: true);
        _clock.Advance(TimeSpan.FromMinutes(1));
        tls.Current.Thumbprint.ShouldNotBe(first, StringComparer.Ordinal);
        File.Delete(key);
        _clock.Advance(TimeSpan.FromMinutes(1));
        tls.Current.Thumbprint.ShouldNotBe(first, StringComparer.Ordinal);
        log.Lines.Count(line => line.Contains("[1203]", StringComparison.Ordinal)).ShouldBe(1);
        log.Lines.Count(line => line.Contains("[1204]", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void The_chain_of_a_configured_certificate_is_sent_along()
    {
        using var rootKey = ECDsa.Create();
        using var middleKey = ECDsa.Create();
        using var leafKey = ECDsa.Create();
        using var root = Authority("CN=root", rootKey).CreateSelfSigned(_clock.GetUtcNow(), _clock.GetUtcNow().AddDays(9));
        using var middle = Authority("CN=middle", middleKey).Create(root, _clock.GetUtcNow(), _clock.GetUtcNow().AddDays(9), [1]);
        using var issuer = middle.CopyWithPrivateKey(middleKey);
        using var leaf = new CertificateRequest("CN=leaf", leafKey, HashAlgorithmName.SHA256)
            .Create(issuer, _clock.GetUtcNow(), _clock.GetUtcNow().AddDays(9), [2]);
        File.WriteAllText(_folder.File("chain.crt"), $"{leaf.ExportCertificatePem()}\n{middle.ExportCertificatePem()}\n");
        File.WriteAllText(_folder.File("chain.key"), leafKey.ExportPkcs8PrivateKeyPem());

        Configured(_folder.File("chain.crt"), _folder.File("chain.key")).Context.IntermediateCertificates
            .Select(certificate => certificate.Subject).ShouldBe(["CN=middle"]);
    }

    [Fact]
    public void A_configured_certificate_that_is_missing_broken_or_not_the_keys_stops_the_start_with_one_line()
    {
        var (certificate, key) = Write("a", SelfSignedCertificate.Create(Host, _clock.GetUtcNow()));
        var (_, otherKey) = Write("b", SelfSignedCertificate.Create(Host, _clock.GetUtcNow()));
        File.WriteAllText(_folder.File("empty.pem"), "");
        (string, string)[] pairs =
        [
            (certificate, otherKey), (certificate, certificate), (key, key), (_folder.File("empty.pem"), key),
            (certificate, _folder.File("empty.pem")), (_folder.File("none.pem"), key), (certificate, _folder.File("none.pem")),
            (_folder.Path, key),
        ];
        foreach (var (first, second) in pairs)
        {
            var message = Should.Throw<StartupException>(() => Configured(first, second), $"{first} with {second}").Message;
            message.ShouldContain("LOCKSTEP_TLS_CERT");
            message.ShouldNotContain("\n");
        }
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request;
    }

    private TlsCertificate Open() => TlsCertificate.SelfSigned(_folder.Path, Host, _clock, NullLogger<TlsCertificate>.Instance);

    private TlsCertificate Configured(string certificate, string key) =>
        TlsCertificate.Configured(certificate, key, _clock, NullLogger<TlsCertificate>.Instance);

    private (string Certificate, string Key) Write(string name, byte[] pem)
    {
        var both = System.Text.Encoding.ASCII.GetString(pem);
        var split = both.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal);
        var (certificate, key) = (_folder.File($"{name}.crt"), _folder.File($"{name}.key"));
        File.WriteAllText(certificate, both[..split]);
        File.WriteAllText(key, both[split..]);
        return (certificate, key);
    }
}
