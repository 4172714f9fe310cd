using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.People;

public sealed partial class When_somebody_forgot_the_password
{
    private const string Next = "another long password";

    [Theory]
    [OnEachStore]
    public async Task A_code_comes_by_mail_and_sets_a_new_password_once(StoreKind store)
    {
        await using var site = new Site(store);
        await using var mail = await MailServer.StartAsync();
        await using var server = ServerProcess.Start(site, [.. Settings(mail), ("LOCKSTEP_Mail__StartTls", "false")]);
        using var api = await server.ReadyAsync();
        (await AskAsync(api, "nobody@example.com")).ShouldBe(HttpStatusCode.Accepted);
        (await AskAsync(api, ServerProcess.AdminEmail.ToUpperInvariant())).ShouldBe(HttpStatusCode.Accepted);

        var arrived = await mail.NextAsync();
        arrived.To.ShouldBe([ServerProcess.AdminEmail], "nobody else got one before");
        arrived.From.ShouldBe("lockstep@example.com");
        var code = Code().Match(arrived.Text).Value;
        arrived.Text.ShouldContain($"https://portal.example.com/reset?code={code}");
        arrived.Text.ShouldContain("60 minutes");

        (await ConfirmAsync(api, code)).ShouldBe(HttpStatusCode.NoContent);
        (await ConfirmAsync(api, code)).ShouldBe(HttpStatusCode.BadRequest);
        using var signedIn = await api.Http.PostAsJsonAsync(
            "/api/auth/login", new { email = ServerProcess.AdminEmail, password = Next }, TestContext.Current.CancellationToken);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Mail_goes_out_encrypted_and_signed_in_to_a_server_that_wants_it()
    {
        await using var site = new Site(StoreKind.Sqlite);
        using var certificates = new TempFolder();
        var (certificate, key) = WriteCertificate(certificates, "localhost");
        await using var mail = await MailServer.StartAsync(certificate, key, "lockstep", "secret of the mail server");
        await using var server = ServerProcess.Start(
            site,
            [
                .. Settings(mail), ("LOCKSTEP_Mail__User", "lockstep"), ("LOCKSTEP_Mail__Password", "secret of the mail server"),
                ("SSL_CERT_FILE", certificate),
            ]);
        using var api = await server.ReadyAsync();
        (await AskAsync(api, ServerProcess.AdminEmail)).ShouldBe(HttpStatusCode.Accepted);
        var arrived = await mail.NextAsync();
        arrived.Encrypted.ShouldBeTrue();
        Code().IsMatch(arrived.Text).ShouldBeTrue();
    }

    [Theory]
    [InlineData("localhost", false, "certificate")]
    [InlineData("mail.example.com", true, "certificate")]
    [InlineData(null, false, "STARTTLS")]
    public async Task No_mail_goes_to_a_server_that_can_not_prove_who_it_is_and_the_log_tells_why(string? name, bool trusted, string reason)
    {
        await using var site = new Site(StoreKind.Sqlite);
        using var certificates = new TempFolder();
        var (certificate, key) = WriteCertificate(certificates, name ?? "localhost");
        await using var mail = name is null
            ? await MailServer.StartAsync()
            : await MailServer.StartAsync(certificate, key, "lockstep", "secret");
        await using var server = ServerProcess.Start(
            site,
            [
                .. Settings(mail), ("LOCKSTEP_Mail__Attempts", "1"),
                .. trusted ? [("SSL_CERT_FILE", certificate)] : Array.Empty<(string, string)>(),
            ]);
        using var api = await server.ReadyAsync();
        (await AskAsync(api, ServerProcess.AdminEmail)).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(
            () => server.Output.Any(line => line.Contains("could not be sent", StringComparison.Ordinal)), "nothing is said");
        server.Output.Single(line => line.Contains("could not be sent", StringComparison.Ordinal)).ShouldContain(reason);
    }

    private static (string, string)[] Settings(MailServer mail) =>
    [
        ("LOCKSTEP_Mail__Host", "localhost"), ("LOCKSTEP_Mail__Port", $"{mail.Port}"), ("LOCKSTEP_Mail__From", "lockstep@example.com"),
        ("LOCKSTEP_Mail__ResetUrl", "https://portal.example.com/reset?code={code}"),
    ];

    private static async Task<HttpStatusCode> AskAsync(Api api, string email)
    {
        using var answer = await api.Http.PostAsJsonAsync("/api/auth/reset", new { email });
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> ConfirmAsync(Api api, string code)
    {
        using var answer = await api.Http.PostAsJsonAsync("/api/auth/reset/confirm", new { code, newPassword = Next });
        return answer.StatusCode;
    }

    /// <summary>One that the process is told to trust, so that nothing in it has to look away.</summary>
    private static (string Certificate, string Key) WriteCertificate(TempFolder folder, string host)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        var (file, key) = (folder.File("mail.pem"), folder.File("mail.key"));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
        return (file, key);
    }

    [GeneratedRegex("[a-z2-9]{4}(-[a-z2-9]{4}){5}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Code();
}
