using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Simulator.Api;

/// <summary>
/// <c>GET /{kind}</c>, cut as the settings say, and <c>GET /{kind}/changes</c>. Any field may be searched by; <c>ids</c> gives those
/// of some records that are there, <c>updatedSince</c> what changed then or later, oldest change first.
/// </summary>
internal sealed class ListApi(World world)
{
    private static readonly string[] Words = ["page", "size", "offset", "limit", "after", "updatedSince", "deleted", "ids"];

    public Answer List(Call call, KindShape kind)
    {
        if (Read(call, kind) is not { } query)
        {
            return Answer.Of(new Refusal(400, "bad_query", "The query has a field or a value that is none."), world.Shape.IsWrapped);
        }

        var isCounted = world.Settings.Paging is Paging.Page or Paging.Offset;
        var (total, records) = world.Records
            .Read(store => (isCounted ? store.Count(query) : 0, store.List(query with { Limit = query.Limit + 1 })));
        var hasMore = records.Count > query.Limit;
        var page = records.Take(query.Limit).ToList();
        var next = hasMore ? Cursor(query, page[^1]) : null;
        var items = new JsonArray([.. page.Select(record => RecordJson.Of(world, record))]);
        var meta = isCounted ? new JsonObject { ["total"] = total } : [];
        var headers = new List<(string, string)>();
        if (world.Settings.Paging is Paging.Keyset)
        {
            meta["next"] = next;
        }
        else if (world.Settings.Paging is Paging.Link)
        {
            meta["next"] = next is null ? null : Address(call, next);
            headers.AddRange(next is null ? [] : [("Link", $"<{Address(call, next)}>; rel=\"next\"")]);
        }

        return Answer.Of(200, Wrap(items, meta)) with { Headers = headers };
    }

    /// <summary>The feed: each record once, at the place of its last change, also those that are gone.</summary>
    public Answer Changes(Call call, KindShape kind)
    {
        var after = long.TryParse(call.Query("after") ?? "0", CultureInfo.InvariantCulture, out var given) ? given : 0;
        var limit = Math.Clamp(Whole(call.Query("limit")) ?? world.Settings.PageSizeMax, 1, world.Settings.PageSizeMax);
        var records = world.Records.Read(store => store.Changes(world.Shape.Name, kind.Name, after, limit));
        var items = new JsonArray([.. records.Select(record => (JsonNode)new JsonObject
        {
            ["sequence"] = record.Sequence,
            ["op"] = record.IsDeleted ? "deleted" : record.Version == 1 ? "created" : "changed",
            ["id"] = RecordJson.Of(world, record)[world.Shape.Own.Id]?.DeepClone(),
            ["record"] = record.IsDeleted ? null : RecordJson.Of(world, record),
        })]);
        var next = (records.Count == 0 ? after : records[^1].Sequence).ToString(CultureInfo.InvariantCulture);
        return Answer.Of(200, Wrap(items, new JsonObject { ["next"] = next, ["more"] = records.Count == limit }));
    }

    private JsonObject Wrap(JsonArray items, JsonObject meta)
    {
        if (world.Shape.IsWrapped)
        {
            return new JsonObject { ["data"] = items, ["meta"] = meta };
        }

        meta["items"] = items;
        return meta;
    }

    private RecordQuery? Read(Call call, KindShape kind)
    {
        var filters = new List<(string, string)>();
        foreach (var (name, value) in call.Context.Request.Query.Where(static pair => !Words.Contains(pair.Key, StringComparer.Ordinal)))
        {
            if (FieldRules.Meant(world.Settings, kind, name) is not { } field)
            {
                return null;
            }

            filters.Add((field, value.ToString()));
        }

        DateTimeOffset since = default;
        if (call.Query("updatedSince") is { } text
            && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
        {
            return null;
        }

        return Cut(call, new RecordQuery(world.Shape.Name, kind.Name)
        {
            Filters = filters,
            ChangedSince = call.Query("updatedSince") is null ? null : since.ToUnixTimeMilliseconds(),
            IsWithDeleted = call.Query("deleted") is "true",
            Ids = call.Query("ids")?.Split(','),
        });
    }

    private RecordQuery Cut(Call call, RecordQuery query)
    {
        var isPage = world.Settings.Paging is Paging.Page;
        var limit = Math.Clamp(Whole(call.Query(isPage ? "size" : "limit")) ?? world.Settings.PageSizeMax, 1, world.Settings.PageSizeMax);
        return world.Settings.Paging switch
        {
            Paging.Page => query with { Limit = limit, Offset = (Math.Max(1, Whole(call.Query("page")) ?? 1) - 1) * limit },
            Paging.Offset => query with { Limit = limit, Offset = Math.Max(0, Whole(call.Query("offset")) ?? 0) },
            _ => query with { Limit = limit, After = Place(call.Query("after")) },
        };
    }

    private static string Cursor(RecordQuery query, StoredRecord last) =>
        FormattableString.Invariant($"{(query.ChangedSince is null ? 0 : last.ChangedAt)}_{last.Number}");

    private static (long, long)? Place(string? cursor) => cursor?.Split('_') is [var key, var number]
        && long.TryParse(key, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(number, CultureInfo.InvariantCulture, out var second)
        ? (first, second) : null;

    private static string Address(Call call, string next)
    {
        var request = call.Context.Request;
        var query = request.Query.Where(static pair => pair.Key is not "after")
            .Select(static pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}");
        return $"{request.Scheme}://{request.Host}{request.Path}?{string.Join('&', query.Append($"after={next}"))}";
    }

    private static int? Whole(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
