using System.Globalization;
using System.Net;
using System.Text;
using Lockstep.Tests.Connectors;

namespace Lockstep.Conformance.Systems;

/// <summary>The way to a real system, which fails once when it is told to. Sign-ins get through, unless nobody is to be let in.</summary>
internal sealed class FaultyWay(Func<string, bool> isSignIn) : DelegatingHandler(new SocketsHttpHandler())
{
    private Misbehaviour? _next;
    private bool _refusesSignIn;
    private int _calls;

    /// <summary>Calls that reached the system, sign-ins apart.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What the last call has shown.</summary>
    public string Shown { get; private set; } = "";

    public void Fail(Misbehaviour how) => _next = how;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = await request.Content!.ReadAsStringAsync(cancellationToken);
        if (isSignIn(sent))
        {
            return _refusesSignIn ? Refuse() : await base.SendAsync(request, cancellationToken);
        }

        Interlocked.Increment(ref _calls);
        Shown = request.Headers.Authorization!.Parameter!;
        var how = _next;
        _next = null;
        return how switch
        {
            null => await base.SendAsync(request, cancellationToken),
            Misbehaviour.WritesAndHangsUp => await HangUpAsync(request, cancellationToken),
            Misbehaviour.AsksForSevenSeconds =>
                Answer(HttpStatusCode.TooManyRequests, "", static answer => answer.Headers.TryAddWithoutValidation("Retry-After", "7")),
            Misbehaviour.AsksForADate => Answer(HttpStatusCode.TooManyRequests, "", static answer =>
            {
                answer.Headers.Date = DateTimeOffset.UnixEpoch;
                answer.Headers.RetryAfter = new(DateTimeOffset.UnixEpoch.AddSeconds(7));
                return true;
            }),
            Misbehaviour.AnswersNonsense => await NonsenseAsync(request, cancellationToken),
            Misbehaviour.BreaksDown => Answer(HttpStatusCode.InternalServerError, "It broke."),
            Misbehaviour.LetsNobodyIn => Refuse(),
            _ => Answer(HttpStatusCode.BadRequest, string.Create(CultureInfo.InvariantCulture, $"{request.Headers}\n{sent}")),
        };
    }

    private HttpResponseMessage Refuse()
    {
        _refusesSignIn = !_refusesSignIn;
        return Answer(HttpStatusCode.Unauthorized, "");
    }

    private async Task<HttpResponseMessage> HangUpAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var answer = await base.SendAsync(request, ct);
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "It hung up.");
    }

    private async Task<HttpResponseMessage> NonsenseAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var answer = await base.SendAsync(request, ct);
        return Answer(HttpStatusCode.OK, """{"id": 1, "resu""");
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, Func<HttpResponseMessage, bool>? adjust = null)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        adjust?.Invoke(answer);
        return answer;
    }
}
