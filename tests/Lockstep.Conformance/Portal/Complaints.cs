using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

/// <summary>
/// What goes wrong in a browser: errors that a page throws or writes, answers that nobody should get, and what it asks another host for.
/// </summary>
internal sealed class Complaints
{
    /// <summary>What the browser notes of each refusal by itself; whether a refusal was due is for the test to say.</summary>
    private const string Noted = "Failed to load resource: the server responded with a status of 4";

    /// <summary>How the browser says that there is no server.</summary>
    private const string Unreachable = "net::ERR_";

    private readonly IBrowserContext _context;
    private readonly string _origin;
    private readonly ConcurrentQueue<string> _all = new();
    private readonly ConcurrentDictionary<IRequest, string> _open = new();
    private string? _allowed;

    public Complaints(IBrowserContext context, string origin)
    {
        (_context, _origin) = (context, origin);
        context.Console += (_, message) => Hear(IsOurs(message.Page?.Url) && message.Type is "error" or "warning", message.Text);
        context.WebError += (_, error) => Hear(IsOurs(error.Page?.Url), error.Error);
        context.Request += (_, request) => Note(request);
        context.RequestFinished += (_, request) => _open.TryRemove(request, out var _);
        context.RequestFailed += (_, request) => _open.TryRemove(request, out var _);
        context.Response += (_, answer) => Hear(
            IsOurs(answer.Url) && answer.Status is 404 or >= 500, $"{answer.Status} from {answer.Url}");
    }

    /// <summary>Whether the server is known to be away.</summary>
    public volatile bool IsServerGone;

    /// <summary>What was asked for and is not answered yet. The stream of events never is.</summary>
    public IEnumerable<string> Open => _open.Values.Where(static url => !url.EndsWith("/api/events/stream", StringComparison.Ordinal));

    public Task AllowAsync(string host)
    {
        _allowed = host;
        return _context.RouteAsync(
            url => IsElsewhere(url) && !IsAllowed(url), static route => route.AbortAsync());
    }

    public void ShouldBeNone() => _all.ShouldBeEmpty();

    private void Note(IRequest request)
    {
        _open[request] = request.Url;
        var isOurs = request.IsNavigationRequest || IsOurs(request.Frame.Url);
        Hear(isOurs && IsElsewhere(request.Url) && !IsAllowed(request.Url), $"{request.Url} was asked for");
    }

    private bool IsElsewhere(string url) =>
        url.StartsWith("http", StringComparison.Ordinal) && !url.StartsWith(_origin, StringComparison.Ordinal);

    private bool IsAllowed(string url) => _allowed is not null && url.StartsWith(_allowed, StringComparison.Ordinal);

    private bool IsOurs(string? url) => url is null || !IsElsewhere(url);

    private void Hear(bool isBad, string text)
    {
        var isExpected = text.StartsWith(Noted, StringComparison.Ordinal)
            || (IsServerGone && text.Contains(Unreachable, StringComparison.Ordinal));
        if (isBad && !isExpected)
        {
            _all.Enqueue(text);
        }
    }
}
