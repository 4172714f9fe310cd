using System.Text;
using Lockstep.Connectors.Sdk.SignIns;

namespace Lockstep.Connectors.Sdk.Http;

/// <summary>
/// Calls one system over HTTP, as every connector should: signed in, no faster than its limits, left alone when it asks for that. Answers
/// of any status are values; so is whatever goes wrong on the way. One for each system, for use by many threads.
/// </summary>
public sealed class SystemHttp
{
    private static readonly TimeSpan TurnMax = TimeSpan.FromSeconds(1), SlowTurnMax = TimeSpan.FromSeconds(5);
    private readonly SystemSetup _setup;
    private readonly ICredentials _credentials;
    private readonly RateLimit _limit;
    private readonly SecretMask _mask = new();

    /// <param name="setup">What the system may use.</param>
    /// <param name="credentials">Shows who calls; null for what the part <c>signIn</c> of the file says.</param>
    public SystemHttp(SystemSetup setup, ICredentials? credentials = null)
    {
        (_setup, _credentials) = (setup, credentials ?? CredentialsOf.Setup(setup));
        _limit = new RateLimit(setup.Limits.Rate, setup.Limits.Burst, setup.Clock, setup.Share);
    }

    /// <summary>
    /// Calls. After 401 it renews what it shows, where there is a way, and calls once more. After 429, and 503 with Retry-After, everybody
    /// leaves the system alone for that long.
    /// </summary>
    /// <param name="make">Makes the request; called again for a repeat, for a request goes out once.</param>
    /// <param name="call">What the call may leave behind.</param>
    /// <param name="ct">Ends it, with an exception.</param>
    public async Task<Reply<HttpReply>> SendAsync(Func<HttpRequestMessage> make, CallKind call, CancellationToken ct)
    {
        // Of a 401 nothing was done, so even a create may go once more, but only with something else to show: repeated with the same,
        // it would use up the tries that some systems count.
        var (reply, shown) = await OnceAsync(make, call, ct);
        return reply.Value is { Status: global::System.Net.HttpStatusCode.Unauthorized } && shown.Length > 0
            && await _credentials.RenewAsync(shown, ct)
            ? (await OnceAsync(make, call, ct)).Reply
            : reply;
    }

    private async Task<(Reply<HttpReply> Reply, string Shown)> OnceAsync(Func<HttpRequestMessage> make, CallKind call, CancellationToken ct)
    {
        // 1. The turn: for a call that may not go now, no token and no session is asked for.
        if (!await TakeTurnAsync(ct))
        {
            // Without a status, and with the time to wait: it was not asked, so that nobody takes our own pace for an outage of it.
            var left = new Failure(FailureCause.Unavailable, $"{_setup.Name} is to be left alone for now.");
            return (left with { RetryAfter = _limit.NextIn }, "");
        }

        // 2. The request, signed in with what counts by now.
        using var request = make();
        var shown = await _credentials.ApplyAsync(request, ct);
        if (shown.Failure is { } failure)
        {
            return (failure, "");
        }

        // 3. What is secret in it is known before it goes: whatever the answer repeats is masked, be it an error or a page.
        _mask.Know(shown.Value);
        _mask.Know(request.Headers.Authorization?.Parameter);
        return (await SendAsync(request, call, ct), shown.Value!);
    }

    /// <summary>
    /// Waits for a turn, but not long: the time of a call runs meanwhile, and of one that is given up in the middle nobody knows whether it
    /// went out. With slow rates one interval is waited, so that what takes two calls gets done.
    /// </summary>
    private async Task<bool> TakeTurnAsync(CancellationToken ct)
    {
        var wish = _limit.Interval > TurnMax ? _limit.Interval : TurnMax;
        if (_limit.Take(wish < SlowTurnMax ? wish : SlowTurnMax) is not { } wait)
        {
            return false;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _setup.Clock, ct);
        }

        // Another call may have been told meanwhile to leave the system alone.
        return _limit.PausedFor == TimeSpan.Zero;
    }

    private async Task<Reply<HttpReply>> SendAsync(HttpRequestMessage request, CallKind call, CancellationToken ct)
    {
        // Noted down before it goes: people see it also when it hangs and is given up.
        var answered = ExchangeLog.Current?.Note(await ToldAsync(request, ct));
        try
        {
            using var answer = await _setup.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var body = await answer.Content.ReadAsByteArrayAsync(ct);
            var now = _setup.Clock.GetUtcNow();
            if ((int)answer.StatusCode is 429 or 503 && RetryAfter.Of(answer.Headers, now) is { } pause)
            {
                // For all who call this system, also those who have a turn already and still wait for it.
                _limit.Pause(pause);
            }

            var reply = new HttpReply(answer.StatusCode, answer.Headers, answer.Content.Headers, body, call, now, _mask.Apply);
            answered?.Invoke((int)reply.Status, reply.Excerpt is { } said ? SecretMask.MaskNamed(said) : null);
            return reply;
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            // No byte of the request has left.
            return new Failure(FailureCause.Unavailable, Excerpts.Clean(_mask.Apply(error.Message)));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // It may have arrived whole, and been done, before the connection broke.
            return new Failure(
                call is CallKind.Unrepeatable ? FailureCause.OutcomeUnknown : FailureCause.Unavailable,
                $"The answer did not come: {Excerpts.Clean(_mask.Apply(error.Message))}");
        }
    }

    /// <summary>
    /// Of an address its user is left out, and what is secret is masked as in answers: this is kept, and shown to people.
    /// </summary>
    private async Task<Exchange> ToldAsync(HttpRequestMessage request, CancellationToken ct) => new(
        request.Method.Method,
        Excerpts.Clean(request.RequestUri!.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped), _mask.ApplyWithNames),
        request.Content is not { } content ? null
            : Excerpts.Clean(Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync(ct)), _mask.ApplyWithNames));
}
