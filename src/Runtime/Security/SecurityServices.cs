using System.Globalization;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Security;

/// <summary>Registers keys, token checks and the certificate; each comes to life when it is first asked for.</summary>
internal static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        if (ushort.TryParse(configuration["LOCKSTEP_HTTPS"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
        {
            services.Configure<TokenOptions>(options => options.Issuer = TokenOptions.IssuerAt(port));
        }

        services.AddCheckedOptions<TokenOptions>("Tokens");
        services.AddSingleton(provider => new MasterKeyFile(
            Setting(configuration, "LOCKSTEP_MASTER_KEY_FILE") ?? provider.GetRequiredService<DataFolder>().File("master.key")));
        services.AddSingleton(provider => MasterKey.Open(
            provider.GetRequiredService<MasterKeyFile>().Path, provider.GetRequiredService<ILogger<MasterKey>>()));
        services.AddSingleton<MasterKeyChange>();
        services.AddSingleton(provider => new TokenVerifier(
            provider.GetRequiredService<ITokenKeys>(),
            provider.GetRequiredService<IOptions<TokenOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => OpenCertificate(provider, configuration));
        services.AddSingleton(provider => new StartCheck(() =>
        {
            if (Setting(configuration, "LOCKSTEP_TLS_CERT") is not null || Setting(configuration, "LOCKSTEP_TLS_KEY") is not null)
            {
                _ = provider.GetRequiredService<TlsCertificate>();
            }
        }));
        return services;
    }

    private static TlsCertificate OpenCertificate(IServiceProvider provider, IConfiguration configuration)
    {
        var clock = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<TlsCertificate>>();
        return (Setting(configuration, "LOCKSTEP_TLS_CERT"), Setting(configuration, "LOCKSTEP_TLS_KEY")) switch
        {
            (null, null) => TlsCertificate.SelfSigned(
                provider.GetRequiredService<DataFolder>().Path, System.Net.Dns.GetHostName(), clock, logger),
            ({ } certificate, { } key) => TlsCertificate.Configured(certificate, key, clock, logger),
            _ => throw new StartupException("LOCKSTEP_TLS_CERT and LOCKSTEP_TLS_KEY belong together; set both or neither."),
        };
    }

    /// <summary>An empty variable is one that was not set: shells and compose files pass them on like that.</summary>
    private static string? Setting(IConfiguration configuration, string name) =>
        configuration[name] is { Length: > 0 } value ? value : null;
}
