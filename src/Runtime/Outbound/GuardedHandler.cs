using System.Net;

namespace Lockstep.Runtime.Outbound;

/// <summary>Checks what is asked before it goes out, and bounds what comes back.</summary>
internal sealed class GuardedHandler(HttpMessageHandler sockets, TimeSpan timeout, long answerMax, TimeProvider clock)
    : DelegatingHandler(sockets)
{
    /// <summary>Why a URL is not called whatever its address, as a sentence; null when nothing is wrong with it.</summary>
    public static string? Refuse(Uri? url) => url switch
    {
        null or { IsAbsoluteUri: false } => "A URL must be whole, with https:// and a host.",
        { Scheme: not ("http" or "https") } => $"{url.Scheme} is not called; only http and https are.",
        { UserInfo.Length: > 0 } => $"A URL must hold no user and password; {url.IdnHost} gets them by other ways.",
        { Host.Length: 0 } or { Port: <= 0 } => "A URL must name a host and a port that exists.",
        _ when url.DnsSafeHost.Contains('%', StringComparison.Ordinal) => "An address with a zone is not called.",
        _ => null,
    };

    /// <summary>
    /// For libraries whose calls block. Only asynchronous ones can be cut off in time: it waits for one, and all of its answer.
    /// </summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var answer = await SendAsync(request, cancellationToken);
            try
            {
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                return answer;
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        },
        cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        var host = request.RequestUri!.IdnHost;
        var deadline = new CancellationTokenSource(timeout, clock);
        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            var answer = await base.SendAsync(request, both.Token);
            answer.Content = new BoundedContent(answer.Content, new AnswerLimits(host, answerMax, timeout, deadline));
            return answer;
        }
        catch (Exception error)
        {
            var late = deadline.IsCancellationRequested;
            deadline.Dispose();
            throw error switch
            {
                HttpRequestException { InnerException: OutboundRefusedException refused } => refused,
                OperationCanceledException when cancellationToken.IsCancellationRequested => error,
                OperationCanceledException when late => AnswerLimits.TooSlow(host, timeout),
                OperationCanceledException =>
                    new OutboundLimitException($"{host} could not be connected to in time.", HttpRequestError.ConnectionError),
                _ => error,
            };
        }
    }

    private static void Check(HttpRequestMessage request)
    {
        if (Refuse(request.RequestUri) is { } refusal)
        {
            throw new OutboundRefusedException(refusal);
        }

        // With one of its own, the certificate would be checked against that name instead of the URL's.
        if (request.Headers.Host is not null)
        {
            throw new OutboundRefusedException("A call must not bring a Host header of its own.");
        }

        // From version 3 on there is no TCP connection to check, and an answer could name another host to go on with.
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Version = request.Version > HttpVersion.Version20 ? HttpVersion.Version20 : request.Version;
    }
}
