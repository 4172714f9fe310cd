using Lockstep.Host.Commands;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Host;

/// <summary><c>lockstep secrets</c>, <c>lockstep keys</c> and <c>lockstep cert</c> as a person at a terminal meets them.</summary>
[RunsOnEachStore]
public sealed class SecretCommandTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
        _output.Dispose();
        _errors.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("piped in", "piped in")]
    [InlineData("piped in\n", "piped in")]
    [InlineData("piped in\r\n", "piped in")]
    [InlineData(" with blanks \n\n", " with blanks \n")]
    public async Task A_secret_is_piped_in_without_the_line_break_at_its_end(string input, string stored)
    {
        (await SecretsCommand.SetAsync(Context(input), "test.password", Ct)).ShouldBe(0, _errors.ToString());
        _output.ToString().ShouldBe("test.password is stored.\n");
        (await _app.Services.GetRequiredService<ISecrets>().FindAsync("test.password", Ct)).ShouldBe(stored);
    }

    [Fact]
    public async Task The_list_tells_what_is_set_and_no_value()
    {
        await SecretsCommand.SetAsync(Context("very secret"), "test.password", Ct);
        (await SecretsCommand.ListAsync(Context(), Ct)).ShouldBe(0);
        _output.ToString().ShouldContain("stored 20");
        _output.ToString().ShouldContain("by user:1. Opens what this test guards.");
        _output.ToString().ShouldNotContain("very secret");
        (await SecretsCommand.RemoveAsync(Context(), "test.password", Ct)).ShouldBe(0);
        (await SecretsCommand.ListAsync(Context(), Ct)).ShouldBe(0);
        _output.ToString().ShouldContain("not set. Opens what this test guards.");
    }

    [Fact]
    public async Task Every_error_is_one_line_with_the_remedy()
    {
        (await SecretsCommand.SetAsync(Context("x"), "no.such", Ct)).ShouldBe(1);
        (await SecretsCommand.SetAsync(Context(""), "test.password", Ct)).ShouldBe(1);
        (await SecretsCommand.RemoveAsync(Context(), "test.password", Ct)).ShouldBe(1);
        (await SecretsCommand.ListAsync(Context() with { Url = "http://127.0.0.1:1" }, Ct)).ShouldBe(1);
        (await KeysCommand.ListAsync(Context() with { Email = "nobody@example.com" }, Ct)).ShouldBe(1);
        var lines = _errors.ToString().Split('\n');
        lines.Length.ShouldBe(6);
        lines[0].ShouldBe("lockstep: name: There is no secret of this name; those that can be set are mail.password, "
            + "metrics.token, oidc.client-secret, support.mail-password, systems.*, test.password, "
            + "webhooks.erp, webhooks.erp-previous. (HTTP 400)");
        lines[1].ShouldStartWith("lockstep: No value for test.password came in; pipe it in");
        lines[2].ShouldBe("lockstep: The secret test.password is not stored. (HTTP 404)");
        lines[3].ShouldContain("start Lockstep");
        lines[4].ShouldContain("LOCKSTEP_PASSWORD");
    }

    [Fact]
    public async Task Rotations_tell_what_they_did()
    {
        (await SecretsCommand.RotateAsync(Context(), Ct)).ShouldBe(0, _errors.ToString());
        _output.ToString().ShouldMatch(@"^\d databases have a new data key; [1-9] secrets were sealed anew\.\n$");
        (await KeysCommand.RotateAsync(Context(), new RotateKeysBody(Now: false, Revoke: false), Ct)).ShouldBe(0, _errors.ToString());
        _output.ToString().ShouldContain("published");
        _output.ToString().ShouldContain("retires");
    }

    [Fact]
    public async Task The_master_key_is_not_changed_while_a_server_runs_and_is_when_it_is_stopped()
    {
        await SecretsCommand.SetAsync(Context("kept"), "test.password", Ct);
        (await RotateMasterAsync()).ShouldBe(1);
        _errors.ToString().ShouldMatch("^lockstep: Another lockstep process works on the (data folder|database) [^\n]*\n$");
        await _app.DisposeAsync();
        var before = await File.ReadAllBytesAsync(_folder.File("master.key"), Ct);
        (await RotateMasterAsync()).ShouldBe(0, _errors.ToString());
        (await File.ReadAllBytesAsync(_folder.File("master.key"), Ct)).ShouldNotBe(before);
        _app = await StartAsync();
        (await _app.Services.GetRequiredService<ISecrets>().FindAsync("test.password", Ct)).ShouldBe("kept");
    }

    [Fact]
    public async Task A_wrong_folder_or_key_is_named_and_nothing_is_made()
    {
        var elsewhere = _folder.File("no-such-folder");
        (await RotateMasterAsync(elsewhere)).ShouldBe(1);
        _errors.ToString().ShouldContain("LOCKSTEP_DATA");
        Directory.Exists(elsewhere).ShouldBeFalse();
        Directory.CreateDirectory(elsewhere);
        (await RotateMasterAsync(elsewhere)).ShouldBe(1);
        Directory.GetFiles(elsewhere).ShouldBeEmpty();
        _errors.ToString().ShouldContain("LOCKSTEP_MASTER_KEY_FILE");
        _errors.ToString().Split('\n').Length.ShouldBe(3);
    }

    [Fact]
    public async Task The_certificate_is_exported_without_its_key_while_the_server_runs()
    {
        var file = _folder.File("exported.pem");
        CertCommand.Run(Settings(("LOCKSTEP_DATA", _folder.Path)), file, _output, _errors).ShouldBe(0, _errors.ToString());
        var pem = await File.ReadAllTextAsync(file, Ct);
        pem.ShouldStartWith("-----BEGIN CERTIFICATE-----");
        pem.ShouldNotContain("PRIVATE");
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(pem);
        var current = _app.Services.GetRequiredService<TlsCertificate>().Current;
        certificate.Thumbprint.ShouldBe(current.Thumbprint);
        _errors.ToString().ShouldMatch("^SHA-256 fingerprint: ([0-9A-F]{2}:){31}[0-9A-F]{2}\nTo trust it: curl --cacert [^\n]*\n$");

        CertCommand.Run(Settings(("LOCKSTEP_DATA", _folder.Path)), null, _output, _errors).ShouldBe(0);
        _output.ToString().ShouldBe(pem);
    }

    [Fact]
    public void A_configured_certificate_is_exported_with_its_chain_and_a_missing_one_is_named()
    {
        CertCommand.Run(Settings(("LOCKSTEP_DATA", _folder.File("none"))), null, _output, _errors).ShouldBe(1);
        _errors.ToString().ShouldMatch("^lockstep: There is no certificate [^\n]*; start the server once[^\n]*\n$");
        var own = File.ReadAllText(TlsCertificate.FileIn(_folder.Path));
        File.WriteAllText(_folder.File("chain.pem"), own + own);
        CertCommand.Run(Settings(("LOCKSTEP_TLS_CERT", _folder.File("chain.pem"))), null, _output, _errors).ShouldBe(0);
        _output.ToString().Split("BEGIN CERTIFICATE").Length.ShouldBe(3);
        _output.ToString().ShouldNotContain("PRIVATE");
        CertCommand.Run(Settings(("LOCKSTEP_TLS_CERT", _folder.File("master.key"))), null, _output, _errors).ShouldBe(1);
        _errors.ToString().ShouldContain("LOCKSTEP_TLS_CERT");
    }

    private static IConfiguration Settings(params (string Name, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value))).Build();

    private Task<int> RotateMasterAsync(string? folder = null) =>
        RotateMasterCommand.RunAsync(
            Settings(("LOCKSTEP_DATA", folder ?? _folder.Path)),
            () =>
                Lockstep.Host.Program.Build(builder =>
                    builder
                        .Configuration.AddInMemoryCollection([new("LOCKSTEP_DATA", folder ?? _folder.Path)])
                        .AddInMemoryCollection(TestDatabases.SettingsOf(folder ?? _folder.Path))
                ),
            null,
            _output,
            _errors,
            Ct);

    private CommandContext Context(string? input = null) => new(
        _app.Address.ToString(), TestApp.AdminEmail, variable => variable is "LOCKSTEP_PASSWORD" ? TestApp.AdminPassword : null,
        new StringReader(input ?? ""), _output, _errors);

    private Task<TestApp> StartAsync() => TestApp.StartAsync(
        builder => builder.Services.AddSingleton(new KnownSecret("test.password", "Opens what this test guards.")), _folder.Path);
}
