using System.Globalization;
using System.Text.Json;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>Reads what changed, round by round and page by page.</summary>
internal sealed class ChangesRounds(RestKind kind, RestCalls calls)
{
    private readonly RecordLists _lists = new(kind, calls);
    private readonly ChangesSettings _changes = kind.Changes!;

    public async Task<Reply<ChangesPage>> ReadAsync(ChangesRequest request, CancellationToken ct)
    {
        if (Begin(request) is not { } cursor)
        {
            return ChangesPage.StartOver;
        }

        // The first round reads the list, to have everything once; those behind it ask for what changed.
        var (path, answers) = cursor.IsFull ? (kind.List!, kind.Answers) : (_changes.Path, _changes.Entries);
        var pages = PagePlace.Of(path, answers, cursor.IsFull ? null : _changes.Place);
        var limit = Math.Min(request.Limit, kind.PageSize);
        if (Address(path, pages, cursor, limit) is not { } address)
        {
            return new Failure(FailureCause.Unavailable,
                $"The next page of {kind.Name} lies outside of the url of the file; it is not asked.");
        }

        var reply = await calls.GetAsync(address, ct);
        if (reply.Answer is not { } answer)
        {
            return reply.Failure!;
        }

        if (RecordLists.Items(answer, answers) is not { } items)
        {
            return RecordLists.NoItems(answer, answers);
        }

        var page = pages.Read(answer, items, Place(cursor), limit);
        return page.Fault is { } fault ? new Failure(FailureCause.Unavailable, fault) : await TellAsync(cursor, page, answer, ct);
    }

    private async Task<Reply<ChangesPage>> TellAsync(RoundCursor cursor, AnswerPage page, RestAnswer answer, CancellationToken ct)
    {
        var found = cursor.IsFull ? _lists.OfList(page.Items) : await _lists.OfFeedAsync(_changes, page.Items, ct);
        if (found.Value is not { } records)
        {
            return found.Failure!;
        }

        // The time of an entry, not of its record, tells how far a feed was read: the record may be newer by now.
        var times = cursor.IsFull || _changes.Entries.ChangedAt is not { } at
            ? records.Select(static record => record.ChangedAt)
            : page.Items.Select(item => RecordReader.Instant(at, item));

        // Its first answer dates a round, by the system's own clock. What changes while the other pages are read belongs to the next one.
        var read = (cursor with { Begun = cursor.Begun ?? answer.At.ToUnixTimeMilliseconds() }).Seen(times);
        if (_changes.Style is ChangesStyle.Place)
        {
            // A feed that shows nothing late goes on from its position for ever: no round begins anew, and a page that names no place moves
            // nothing.
            var isMore = page.Next is not null
                && (_changes.More is { } more ? more.Text(answer.Json!.Value) is "true" : page.Items.Count > 0);
            return new ChangesPage(records, (read with { Position = page.Next ?? read.Position }).ToString(), isMore);
        }

        // Only the last page makes the newest change the beginning of the next round: pages come in any order, and of a round that was
        // cut off nobody knows what the others would have told.
        return page.Next is { } next
            ? new ChangesPage(records, (read with { Place = next }).ToString(), More: true)
            : new ChangesPage(records, read.Next().ToString(), More: false);
    }

    /// <summary>Where to go on; null when the cursor is none.</summary>
    private RoundCursor? Begin(ChangesRequest request)
    {
        if (request.Cursor is not { } text)
        {
            var since = request.Since?.ToUnixTimeMilliseconds();
            return new RoundCursor(since)
            {
                Since = since, IsFull = since is null && kind.List is not null && _changes.Style is ChangesStyle.Time,
            };
        }

        if (RoundCursor.Parse(text) is not { } cursor || cursor.IsFull && kind.List is null)
        {
            return null;
        }

        // A page number, an offset or a link leads elsewhere after a while; the id of the last record does not, however late it is used.
        if (cursor.Place.Length > 0 && (!request.StartsRound || PagePlace.Of(
            cursor.IsFull ? kind.List! : _changes.Path, cursor.IsFull ? kind.Answers : _changes.Entries, null).IsLasting))
        {
            return cursor;
        }

        return cursor.Restart(request.StartsRound ? request.Overlap : TimeSpan.Zero);
    }

    private string Place(RoundCursor cursor) => cursor.Place.Length > 0 ? cursor.Place : cursor.IsFull ? "" : cursor.Position;

    private Uri? Address(PathTemplate path, PagePlace pages, RoundCursor cursor, int limit)
    {
        var place = Place(cursor);
        if (pages.Fill(place, limit) is not { } fill)
        {
            return calls.Address(place);
        }

        var since = Instant(cursor.Since);
        return calls.Address(path.Fill(name => name is "since" ? since : fill(name)));
    }

    private string Instant(long? since) => since is not { } time ? "" : kind.Times switch
    {
        TimeStyle.Unix => (time / 1_000).ToString(CultureInfo.InvariantCulture),
        TimeStyle.UnixMs => time.ToString(CultureInfo.InvariantCulture),
        _ => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };
}
