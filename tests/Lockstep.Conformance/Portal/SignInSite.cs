using Lockstep.Runtime.Storage;
using Lockstep.Tests.Sync.Pairs;

namespace Lockstep.Conformance.Portal;

/// <summary>A server with all ways in: passwords, mail for those who forgot theirs, and the organisation's provider.</summary>
public sealed class SignInSite(StartedSites sites) : IAsyncLifetime
{
    internal const string Password = "seven-grey-herons-wade";

    private PortalServer _server = null!;
    private int _people;

    internal MailServer Mail { get; private set; } = null!;

    internal OpenIdProvider Provider { get; private set; } = null!;

    public Uri Address => _server.Address;

    internal Api Api => _server.Api;

    public async ValueTask InitializeAsync()
    {
        var port = Ports.Free();
        var address = PortalServer.AddressOf(port).GetLeftPart(UriPartial.Authority);
        Mail = await MailServer.StartAsync();
        Provider = await OpenIdProvider.StartAsync($"{address}/signin-oidc");
        var site = await sites.CopyAsync(StoreKind.Sqlite);
        await WriteSystemAsync(site, address);
        _server = await PortalServer.StartAsync(
            site, port,
            ("LOCKSTEP_Mail__Host", "localhost"), ("LOCKSTEP_Mail__Port", $"{Mail.Port}"), ("LOCKSTEP_Mail__StartTls", "false"),
            ("LOCKSTEP_Mail__From", "lockstep@example.com"), ("LOCKSTEP_Mail__ResetUrl", $"{address}/#/reset?code={{code}}"),
            ("LOCKSTEP_Oidc__Issuer", Provider.Issuer), ("LOCKSTEP_Oidc__RequireHttps", "false"),
            ("LOCKSTEP_Oidc__Audience", OpenIdProvider.Audience), ("LOCKSTEP_Oidc__ClientId", OpenIdProvider.Portal),
            ("LOCKSTEP_Oidc__ClientSecret", OpenIdProvider.Secret), ("LOCKSTEP_Oidc__Scopes", "openid profile email groups"),
            ("LOCKSTEP_Oidc__RedirectUri", $"{address}/signin-oidc"), ("LOCKSTEP_Oidc__RoleMap__lockstep-admin", "admin"),
            ("LOCKSTEP_Oidc__RoleMap__lockstep-auditor", "auditor"), ("LOCKSTEP_Outbound__Allow", new Uri(Provider.Issuer).Authority));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Provider.DisposeAsync();
        await Mail.DisposeAsync();
    }

    /// <summary>A system, <c>shop</c>, at which a person has to allow Lockstep to sign in; the provider sends them back here.</summary>
    private async Task WriteSystemAsync(Site site, string address)
    {
        var folder = site.File("systems");
        Directory.CreateDirectory(folder);
        await PairSystems.WriteAsync(folder, new Uri(Provider.Issuer));
        await File.WriteAllTextAsync(Path.Combine(folder, "secret.txt"), OpenIdProvider.Secret);
        await File.AppendAllTextAsync(
            Path.Combine(folder, "shop.yaml"),
            $$"""

            signIn:
              kind: authorization-code
              authorizeUrl: {{Provider.Issuer}}/auth
              tokenUrl: {{Provider.Issuer}}/token
              redirectUrl: {{address}}/signin-oidc
              clientId: {{OpenIdProvider.Portal}}
              clientSecret: "${file:secret.txt}"
              clientIn: body
              scope: openid profile
            """);
    }

    /// <summary>Somebody of sales, with <see cref="Password"/>.</summary>
    /// <returns>The e-mail address.</returns>
    public async Task<string> PersonAsync(string name)
    {
        var email = $"person{++_people}@example.com";
        await Api.PostAsync("/api/users", new { name, email, roles = new[] { "sales" }, password = Password });
        return email;
    }
}
