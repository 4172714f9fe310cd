using System.Globalization;
using System.Net;
using System.Net.Security;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// The sockets: plain HTTP on the loopback (<c>LOCKSTEP_HTTP</c>, 8080) and HTTPS (<c>LOCKSTEP_HTTPS</c>, 8443) on
/// <c>LOCKSTEP_BIND</c>, which is the loopback too unless set. Port 0 takes any free one.
/// </summary>
internal sealed class Listeners(IConfiguration configuration, IOptions<EdgeOptions> options, IServiceProvider services)
    : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        var limits = options.Value;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.BodyMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeadersMax;
        kestrel.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.IdleTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.BodyRateMin, TimeSpan.FromSeconds(5));
        kestrel.Limits.MaxConcurrentConnections = limits.ConnectionsMax;
        ListenOn(kestrel, IPAddress.Loopback, Port("LOCKSTEP_HTTP", 8080), _ => { });
        ListenOn(kestrel, Bind(), Port("LOCKSTEP_HTTPS", 8443), UseCertificate);
    }

    private static void ListenOn(KestrelServerOptions kestrel, IPAddress address, int port, Action<ListenOptions> configure)
    {
        kestrel.Listen(address, port, configure);
        if (IPAddress.Loopback.Equals(address) && port != 0 && System.Net.Sockets.Socket.OSSupportsIPv6)
        {
            kestrel.Listen(IPAddress.IPv6Loopback, port, configure);
        }
    }

    private void UseCertificate(ListenOptions listen)
    {
        // Opened here and not in the first handshake: a certificate that can't be used stops the start.
        var certificate = services.GetRequiredService<TlsCertificate>();
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Context }),
        });
    }

    private int Port(string name, int otherwise)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535
            ? port
            : throw new StartupException($"{name} is {text}, but must be a port from 0 (any free one) to 65535.");
    }

    private IPAddress Bind()
    {
        if (configuration["LOCKSTEP_BIND"] is not { Length: > 0 } text)
        {
            return IPAddress.Loopback;
        }

        return IPAddress.TryParse(text, out var address)
            ? address
            : throw new StartupException($"LOCKSTEP_BIND is {text}, but must be an IP address, for example 0.0.0.0 for all.");
    }
}
