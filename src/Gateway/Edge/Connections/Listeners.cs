using System.Net;
using System.Net.Security;
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
        foreach (var one in Plan())
        {
            ListenOn(kestrel, one);
        }

        foreach (var one in Legacy())
        {
            Unguarded(logger, one.Address, one.Port, one.Client!, one.Dialect);
        }
    }

    /// <summary>What is to be listened on; opens nothing.</summary>
    public IReadOnlyList<Planned> Plan()
    {
        var (http, https) =
            (ListenerSettings.Port(Http, configuration[Http], 8080), ListenerSettings.Port(Https, configuration[Https], 8443));
        var dialects = ListenerSettings.ReadDialectPorts(configuration[ListenerSettings.DialectPorts], DialectNames.All);
        var all = new List<Planned>
        {
            new(Http, new IPEndPoint(IPAddress.Loopback, http), static _ => { }),
            new(Https, new IPEndPoint(Bind(), https), UseCertificate),
        };
        all.AddRange(dialects.Select(one => Dialect(ListenerSettings.DialectPorts, one)));
        all.AddRange(Legacy().Select(one => Dialect(ListenerSettings.LegacyPorts, one)));
        all.AddRange(ListenerSettings.ReadFiguresPort(configuration[ListenerSettings.FiguresPort]).Select(Figures));
        ListenerSettings.RefuseClashes(all.Select(static one => (one.Name, one.EndPoint.Address, one.EndPoint.Port)));

        // Behind the look for clashes: the twin on IPv6 has its sibling's port on purpose.
        all.AddRange(all.Where(IsOnBothLoopbacks).Select(static one =>
            one with { EndPoint = new IPEndPoint(IPAddress.IPv6Loopback, one.EndPoint.Port) }).ToList());
        return all;
    }

    private IReadOnlyList<DialectPort> Legacy() =>
        ListenerSettings.ReadLegacyPorts(configuration[ListenerSettings.LegacyPorts], DialectNames.All);

    private static Planned Figures((IPAddress Address, int Port) at) =>
        new(ListenerSettings.FiguresPort, new IPEndPoint(at.Address, at.Port), static listen => listen.Use(static next => connection =>
        {
            connection.Features.Set(new FiguresFeature());
            return next(connection);
        }));

    private static Planned Dialect(string name, DialectPort port) =>
        new(name, new IPEndPoint(port.Address, port.Port), listen => listen.Mark(new ListenerFeature(port.Dialect, port.Client)));

    private static bool IsOnBothLoopbacks(Planned one) =>
        IPAddress.Loopback.Equals(one.EndPoint.Address) && one.EndPoint.Port != 0 && TakenPorts.HasLoopback6;

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

    private void ListenOn(KestrelServerOptions kestrel, Planned planned) => kestrel.Listen(planned.EndPoint, listen =>
    {
        // The first sees the connection before TLS does, the last sees what TLS has opened.
        _shares.Watch(listen);
        planned.Configure(listen);
        ConnectionShares.WatchHandshakes(listen);
        _refusals.Watch(listen);
    });

    private void UseCertificate(ListenOptions listen)
    {
        // Opened at the start: here would be too early, before it is known whether there will be one.
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = services.GetRequiredService<TlsCertificate>().Context,
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

    [LoggerMessage(
        6010, LogLevel.Warning,
        "{Address} port {Port} takes calls of nobody in particular for the API client {Client} (dialect {Dialect})")]
    private static partial void Unguarded(ILogger logger, IPAddress address, int port, string client, string dialect);
}
