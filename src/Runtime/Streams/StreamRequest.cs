using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Streams;

/// <summary>What a client asks of a stream.</summary>
/// <param name="Filter">Which events.</param>
/// <param name="After">Where to go on; null for a start of its own.</param>
/// <param name="FromOldest">Whether such a start is the oldest event that is kept, and not now.</param>
/// <param name="Wait">For how long it stays open once all is sent; null for as long as the client wants.</param>
public sealed record StreamRequest(EventFilter Filter, StreamCursor? After, bool FromOldest, TimeSpan? Wait)
{
    private const string Now = "now";
    private const string Oldest = "oldest";
    private const string Header = "Last-Event-ID";
    private const long WaitMax = 86_400;

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public static object[] Parameters { get; } =
    [
        new QueryParameter(
            "type",
            "Only events of these types, with commas between; a * at the end stands for any end, as in lockstep.order.*; all by default"),
        new QueryParameter("subject", "Only events about these records, with commas between, as in customers/42; all by default"),
        new QueryParameter(
            "after",
            "The id of the event to go on behind, now for what happens from now on, or oldest for all that is kept; now by default"),
        new QueryParameter(
            "lastEventId", "The same as after, for clients that call it so; the header Last-Event-ID counts for more than both"),
        new QueryParameter("wait", $"Seconds to stay open once all is sent, 0 to {WaitMax}; without end by default")
        {
            Format = QueryParameter.Whole,
        },
    ];

    /// <summary>Reads a request; a refusal when it can't be read.</summary>
    public static (StreamRequest? Request, Refusal? Refusal) Read(HttpRequest request)
    {
        var errors = new Errors();
        var query = request.Query;
        var filter = EventFilter.Read(query["type"], query["subject"], errors);
        TimeSpan? wait = query.ContainsKey("wait") ? TimeSpan.FromSeconds(query.Number("wait", 0, WaitMax, 0, errors)) : null;

        // The header counts most: a browser sends it when it connects again, to an address that still names where it began.
        var (field, text) = request.Headers[Header].ToString() is { Length: > 0 } last ? (Header, last)
            : query.TryGetValue("lastEventId", out var id) ? ("lastEventId", id.ToString())
            : query.TryGetValue("after", out var after) ? ("after", after.ToString())
            : ("after", Now);
        var start = text is Now or Oldest ? null : StreamCursor.Read(text, field, errors);
        return errors.ToRefusal() is { } refusal ? (null, refusal) : (new StreamRequest(filter, start, text is Oldest, wait), null);
    }
}
