using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Kinds;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton;

/// <summary>
/// Tells what changed: by the times at which a record, or a part of it, was made or written, page by page in the order of ids.
/// </summary>
internal sealed class TrytonChanges(TrytonRpc rpc)
{
    private const int PageMax = 200;

    public async Task<Reply<ChangesPage>> ReadAsync(TrytonKind kind, ChangesRequest request, CancellationToken ct)
    {
        if (Begin(request) is not { } cursor)
        {
            return ChangesPage.StartOver;
        }

        var limit = Math.Min(request.Limit, PageMax);
        var page = await PageAsync(kind, cursor, limit, ct);
        if (page.Failure is null && cursor.Begun is null)
        {
            // Of a round with one page, that page is all there was at one instant. One with more goes on while others write: what is
            // written behind its back is newer than the newest change before it began, if that is read before the first page is.
            long? newest = null;
            if (page.Rows.Count() == limit)
            {
                (newest, var failure) = await NewestAsync(kind, ct);
                page = failure is null ? await PageAsync(kind, cursor, limit, ct) : new RpcReply(null, failure);
            }

            // The clock of the answer is told to the second.
            var now = page.At.AddSeconds(1).ToUnixTimeMilliseconds();
            cursor = cursor with { Begun = Math.Min(newest ?? now, now) };
        }

        return page.Failure is { } told ? told : Tell(kind, cursor, page, limit);
    }

    private static ChangesPage Tell(TrytonKind kind, RoundCursor cursor, RpcReply page, int limit)
    {
        List<SourceRecord> records = [.. page.Rows.Select(static row => (JsonObject)TrytonValue.Plain(row)!).Select(kind.RecordOf)];
        var read = cursor.Seen(records.Select(static record => record.ChangedAt));
        return records.Count == limit
            ? new ChangesPage(records, (read with { Place = records[^1].Id }).ToString(), More: true)
            : new ChangesPage(records, read.Next().ToString(), More: false);
    }

    private static RoundCursor? Begin(ChangesRequest request)
    {
        if (request.Cursor is not { } text)
        {
            var since = request.Since?.ToUnixTimeMilliseconds();
            return new RoundCursor(since) { Since = since };
        }

        // By growing id a round goes on where it was cut off: what it has behind it and changed since is newer than its beginning.
        return RoundCursor.Parse(text) is not { } cursor || !cursor.Place.All(char.IsAsciiDigit) ? null
            : cursor.Place.Length > 0 ? cursor
            : cursor.Restart(request.StartsRound ? request.Overlap : TimeSpan.Zero);
    }

    private Task<RpcReply> PageAsync(TrytonKind kind, RoundCursor cursor, int limit, CancellationToken ct)
    {
        var domain = new JsonArray();
        if (cursor.Place.Length > 0)
        {
            domain.Add((JsonNode)new JsonArray(
                TrytonKind.IdField, ">", long.Parse(cursor.Place, NumberStyles.None, CultureInfo.InvariantCulture)));
        }

        if (cursor.Since is { } since)
        {
            var at = TrytonValue.Instant(DateTimeOffset.FromUnixTimeMilliseconds(since));

            // A part that changes leaves the times of its record as they are, so it is asked for by its own.
            JsonArray any = ["OR"];
            foreach (var field in kind.Parts.Select(static part => $"{part.Field}.").Prepend("")
                .SelectMany(static path => TrytonKind.Dates.Select(date => path + date)))
            {
                any.Add((JsonNode)new JsonArray(new JsonArray(field, ">=", at.DeepClone())));
            }

            domain.Add((JsonNode)any);
        }

        return rpc.FindAsync(kind.Model, domain, limit, kind.Reads, ct);
    }

    /// <summary>When the newest change of all was, in milliseconds; null when there is none.</summary>
    private async Task<(long? At, Failure? Failure)> NewestAsync(TrytonKind kind, CancellationToken ct)
    {
        long? newest = null;
        foreach (var model in kind.Parts.Select(static part => part.Model).Prepend(kind.Model))
        {
            foreach (var field in TrytonKind.Dates)
            {
                var reply = await rpc.GreatestAsync(model, field, ct);
                if (reply.Failure is not null)
                {
                    return (null, reply.Failure);
                }

                if (TrytonValue.Text(TrytonValue.Plain(reply.Result)) is { } text)
                {
                    var at = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
                    newest = Math.Max(newest ?? at, at);
                }
            }
        }

        return (newest, null);
    }
}
