using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Lockstep.Contracts.Access;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>
/// The sockets: plain HTTP on the loopback (<c>LOCKSTEP_HTTP</c>, 8080), HTTPS (<c>LOCKSTEP_HTTPS</c>, 8443) on <c>LOCKSTEP_BIND</c>,
/// which is the loopback too unless set, the ports that speak a dialect, and that of the figures. Port 0 takes any free one.
/// </summary>
internal sealed partial class Listeners(
    IConfiguration configuration, IOptions<EdgeOptions> options, IServiceProvider services, ILogger<Listeners> logger)
    : IConfigureOptions<KestrelServerOptions>
{
    private const string Http = "LOCKSTEP_HTTP";
    private const string Https = "LOCKSTEP_HTTPS";
    private readonly ParserRefusals _refusals = services.GetRequiredService<ParserRefusals>();
    private readonly ConnectionShares _shares = services.GetRequiredService<ConnectionShares>();

    public void Configure(KestrelServerOptions kestrel)
    {
        SetLimits(kestrel, options.Value);
        var (http, https) = (ListenerSettings.Port(Http, configuration[Http], 8080), ListenerSettings.Port(Https, configuration[Https], 8443));
        var dialects = ListenerSettings.ReadDialectPorts(configuration[ListenerSettings.DialectPorts], DialectNames.All);
        var legacy = ListenerSettings.ReadLegacyPorts(configuration[ListenerSettings.LegacyPorts], DialectNames.All);
        var figures = ListenerSettings.ReadFiguresPort(configuration[ListenerSettings.FiguresPort]);
        ListenerSettings.RefuseClashes([
            (Http, IPAddress.Loopback, http), (Https, Bind(), https),
            .. figures.Select(one => (ListenerSettings.FiguresPort, one.Address, one.Port)),
            .. dialects.Select(one => (ListenerSettings.DialectPorts, one.Address, one.Port)),
            .. legacy.Select(one => (ListenerSettings.LegacyPorts, one.Address, one.Port))]);
        ListenOn(kestrel, IPAddress.Loopback, http, _ => { });
        ListenOn(kestrel, Bind(), https, UseCertificate);
        foreach (var one in dialects.Concat(legacy))
        {
            ListenOn(kestrel, one.Address, one.Port, listen => listen.Mark(new ListenerFeature(one.Dialect, one.Client)));
        }

        foreach (var one in figures)
        {
            ListenOn(kestrel, one.Address, one.Port, listen => listen.Use(next => connection =>
            {
                connection.Features.Set(new FiguresFeature());
                return next(connection);
            }));
        }

        foreach (var one in legacy)
        {
            Unguarded(logger, one.Address, one.Port, one.Client!, one.Dialect);
        }
    }

    private static void SetLimits(KestrelServerOptions kestrel, EdgeOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.BodyMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeadersMax;
        kestrel.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.IdleTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.BodyRateMin, limits.RateGrace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(limits.AnswerRateMin, limits.RateGrace);
        kestrel.Limits.MaxConcurrentConnections = limits.ConnectionsMax;
        kestrel.Limits.Http2.MaxStreamsPerConnection = limits.StreamsMax;
        kestrel.Limits.Http2.HeaderTableSize = limits.HeaderTableMax;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = limits.HeadersMax;
        kestrel.Limits.Http2.KeepAlivePingDelay = limits.PingDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = limits.PingTimeout;
    }

    private void ListenOn(KestrelServerOptions kestrel, IPAddress address, int port, Action<ListenOptions> configure)
    {
        kestrel.Listen(address, port, Configure);
        if (IPAddress.Loopback.Equals(address) && port != 0 && Socket.OSSupportsIPv6)
        {
            kestrel.Listen(IPAddress.IPv6Loopback, port, Configure);
        }

        void Configure(ListenOptions listen)
        {
            // The first sees the connection before TLS does, the last sees what TLS has opened.
            _shares.Watch(listen);
            configure(listen);
            ConnectionShares.WatchHandshakes(listen);
            _refusals.Watch(listen);
        }
    }

    private void UseCertificate(ListenOptions listen)
    {
        // Opened here and not in the first handshake: a certificate that can't be used stops the start.
        var certificate = services.GetRequiredService<TlsCertificate>();
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            }),
        });
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

    [LoggerMessage(6010, LogLevel.Warning, "{Address} port {Port} takes calls of nobody in particular for the API client {Client} (dialect {Dialect})")]
    private static partial void Unguarded(ILogger logger, IPAddress address, int port, string client, string dialect);
}
