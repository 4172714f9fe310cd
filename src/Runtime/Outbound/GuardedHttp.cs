using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Outbound;

/// <summary>
/// The one way to call a URL that a person configured: webhooks, connectors, connection tests, the outside OpenID provider. Guarantees that
/// the connected address is the one that was checked, and that it is public or listed in <see cref="OutboundOptions.Allow"/>; that no
/// redirect is followed, no proxy asked, no cookie or credential added; that size and time of the answer are bounded. Safe for use by many
/// threads.
/// </summary>
public sealed partial class GuardedHttp : IDisposable
{
    private const int AddressesMax = 8;
    private readonly OutboundOptions _options;
    private readonly INameResolver _resolver;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly AllowList _allowed;
    private readonly SocketsHttpHandler _sockets;

    /// <param name="options">What may be called, and the limits.</param>
    /// <param name="resolver">Looks names up.</param>
    /// <param name="clock">Measures the time of a call.</param>
    /// <param name="logger">Gets a line for each address that was refused.</param>
    public GuardedHttp(IOptions<OutboundOptions> options, INameResolver resolver, TimeProvider clock, ILogger<GuardedHttp> logger)
    {
        (_options, _resolver, _clock, _logger) = (options.Value, resolver, clock, logger);
        _allowed = new AllowList(_options.Allow);
        _sockets = CreateSockets();
    }

    /// <summary>
    /// A client for one purpose; keep it. Its calls throw <see cref="HttpRequestException"/> and its kinds in this namespace.
    /// </summary>
    /// <param name="timeout">A shorter time for a whole call than <see cref="OutboundOptions.Timeout"/>.</param>
    /// <param name="answerMax">A smaller largest answer than <see cref="OutboundOptions.AnswerMax"/>, in bytes.</param>
    public HttpClient CreateClient(TimeSpan? timeout = null, long? answerMax = null)
    {
        var time = timeout < _options.Timeout ? timeout.Value : _options.Timeout;
        var guard = new GuardedHandler(_sockets, time, Math.Min(answerMax ?? long.MaxValue, _options.AnswerMax), _clock);

        // The guard keeps the time, also while the body is read, which the client's own would not.
        var client = new HttpClient(guard, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Lockstep");
        return client;
    }

    /// <summary>
    /// Why a URL would not be called as things are now, as a sentence; null when it would be. For the person who enters it: each call is
    /// checked all the same. A name that nobody can look up for now passes.
    /// </summary>
    /// <param name="url">The URL; null when it could not be read.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<string?> RefuseAsync(Uri? url, CancellationToken ct)
    {
        if (GuardedHandler.Refuse(url) is { } refusal)
        {
            return refusal;
        }

        IReadOnlyList<IPAddress> found;
        try
        {
            using var limit = new CancellationTokenSource(_options.ConnectTimeout, _clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
            found = await _resolver.ResolveAsync(url!.IdnHost, both.Token);
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }

        if (Fit(url.IdnHost, url.Port, found) is not { Count: > 0 } addresses)
        {
            return NotFit(url.IdnHost, url.Port);
        }

        return url.Scheme is "http" && addresses.Exists(static address => AddressRange.KindOf(address) is AddressKind.Public)
            ? "Over the internet only https is called."
            : null;
    }

    /// <inheritdoc />
    public void Dispose() => _sockets.Dispose();

    private SocketsHttpHandler CreateSockets() =>
        new()
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = _options.ConnectTimeout,
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = _options.ConnectionsMax,
            MaxResponseHeadersLength = _options.HeadersMaxKb,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = _options.ConnectionLifetime,
            SslOptions =
            {
                // A certificate may name a URL where its issuer's is to be had. Fetching it would be a call that nobody checks.
                CertificateChainPolicy = new X509ChainPolicy
                {
                    DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };

    /// <summary>Looks the name up once and connects to what was checked. A second look-up could answer something else.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = await _resolver.ResolveAsync(host, ct);
        var addresses = Fit(host, port, found);
        if (addresses.Count == 0)
        {
            Refused(_logger, host, port, string.Join(", ", found.Take(AddressesMax)));
            throw new OutboundRefusedException(NotFit(host, port));
        }

        return await ConnectAsync(addresses, port, ct);
    }

    private List<IPAddress> Fit(string host, int port, IReadOnlyList<IPAddress> found) =>
    [
        .. found.Select(static address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            .Where(address => _allowed.Allows(host, port, address)).Take(AddressesMax),
    ];

    private static string NotFit(string host, int port) =>
        $"{host} is not called, because it leads to no public address; to allow it, list it in Outbound:Allow "
        + $"(LOCKSTEP_Outbound__Allow), for example as {host}:{port}.";

    private static async Task<Stream> ConnectAsync(List<IPAddress> addresses, int port, CancellationToken ct)
    {
        for (var next = 0; ; next++)
        {
            var socket = new Socket(addresses[next].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[next], port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (next + 1 < addresses.Count)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    [LoggerMessage(1300, LogLevel.Warning, "{Host}:{Port} was not called: {Addresses} is neither public nor listed in Outbound:Allow")]
    private static partial void Refused(ILogger logger, string host, int port, string addresses);
}
