using System.Text.Json;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>Makes of the entries of a page what the engine wants: the records, each once, in its newest state.</summary>
internal sealed class RecordLists(RestKind kind, RestCalls calls)
{
    private const int IdsMax = 50;

    private static Reply<IReadOnlyList<SourceRecord>> NoRecords => Array.Empty<SourceRecord>();

    /// <summary>The records of a list.</summary>
    public Reply<IReadOnlyList<SourceRecord>> OfList(IReadOnlyList<JsonElement> items)
    {
        var records = new List<SourceRecord>(items.Count);
        foreach (var item in items)
        {
            if (RecordReader.Read(kind.Answers, item) is not { } record)
            {
                return NoId(kind.Answers);
            }

            records.Add(record);
        }

        return records;
    }

    /// <summary>The records of a feed, whose entries have them or only name them.</summary>
    public async Task<Reply<IReadOnlyList<SourceRecord>>> OfFeedAsync(
        ChangesSettings feed, IReadOnlyList<JsonElement> entries, CancellationToken ct)
    {
        if (feed is { Record: null, Records: null })
        {
            return OfList(entries);
        }

        if (LastOf(feed, entries) is not { } last)
        {
            return NoId(feed.Entries);
        }

        var (gone, there) = (last.Where(IsGone).Select(pair => Deleted(feed, pair.Key, pair.Value)), last.Where(pair => !IsGone(pair)));
        var found = feed.Record is { } path
            ? OfList([.. there.Select(pair => path.Find(pair.Value) ?? default)])
            : await GetAsync(feed.Records!, [.. there.Select(static pair => pair.Key)], ct);
        if (found.Value is not { } records)
        {
            return found.Failure!;
        }

        if (Unnamed(feed, records, last) is { } unnamed)
        {
            return unnamed;
        }

        var known = records.Concat(gone).GroupBy(static record => record.Id, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Last(), StringComparer.Ordinal);
        return last.Keys.Where(known.ContainsKey).Select(id => known[id]).ToList();

        bool IsGone(KeyValuePair<string, JsonElement> pair) => feed.Entries.Deleted?.Holds(pair.Value) == true;
    }

    /// <summary>The last entry of each record, which tells whether it is gone; null when one has no id.</summary>
    private static OrderedDictionary<string, JsonElement>? LastOf(ChangesSettings feed, IReadOnlyList<JsonElement> entries)
    {
        var last = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (RecordReader.Id(feed.Entries, entry) is not { Length: > 0 } id)
            {
                return null;
            }

            // Taken out first: set alone it would keep the place of its oldest entry, and stand before changes that were earlier.
            last.Remove(id);
            last[id] = entry;
        }

        return last;
    }

    /// <summary>
    /// A record that no entry names would be passed over without a word. Only a list by ids may hold others besides.
    /// </summary>
    private Failure? Unnamed(ChangesSettings feed, IReadOnlyList<SourceRecord> records, OrderedDictionary<string, JsonElement> entries) =>
        feed.Records?.Has("ids") is not true && records.FirstOrDefault(record => !entries.ContainsKey(record.Id)) is { } other
            ? new Failure(
                FailureCause.Unavailable,
                $"The answer can't be understood: no entry of the feed names the {kind.Name} {other.Id} that it led to; "
                    + "say with id where the entry has the id of its record.")
            : null;

    /// <summary>
    /// Those of the records that are there. One that is missing without a word of its end is left out: it may be gone by now, of which the
    /// feed will tell, or out of our sight, which is no end of it. That some came does not say that the others are missing, for an answer
    /// may be cut as any list is: they are asked for again, until none of them comes.
    /// </summary>
    private async Task<Reply<IReadOnlyList<SourceRecord>>> GetAsync(PathTemplate path, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var records = new List<SourceRecord>();
        foreach (var some in ids.Chunk(path.Has("ids") ? IdsMax : 1))
        {
            var left = some.ToHashSet(StringComparer.Ordinal);
            for (var came = 1; came > 0 && left.Count > 0;)
            {
                var page = await AskAsync(path, [.. left], ct);
                if (page.Value is not { } found)
                {
                    return page.Failure!;
                }

                came = found.Count(record => left.Remove(record.Id));
                records.AddRange(found);
            }
        }

        return records;
    }

    private async Task<Reply<IReadOnlyList<SourceRecord>>> AskAsync(PathTemplate path, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var text = string.Join(',', ids);
        if (calls.Address(path.Fill(_ => text)) is not { } address)
        {
            // An id that would lead to another path is no id of theirs.
            return NoRecords;
        }

        var reply = await calls.GetAsync(address, ct);
        if (reply.Failure is { Cause: FailureCause.NotFound })
        {
            return ids.Count == 1 ? NoRecords : await OneByOneAsync(path, ids, ct);
        }

        if (reply.Answer is not { } answer)
        {
            return reply.Failure!;
        }

        var page = Read(answer, path.Has("ids"));
        return path.Has("ids") && page.Value is { Count: > 0 } found
            && !found.Any(record => ids.Contains(record.Id, StringComparer.Ordinal))
            ? answer.Reply.Malformed($"it has no {kind.Name} that was asked for, but others: check the path records of the feed.") : page;
    }

    /// <summary>One that is not there must not take the others with it.</summary>
    private async Task<Reply<IReadOnlyList<SourceRecord>>> OneByOneAsync(PathTemplate path, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var records = new List<SourceRecord>();
        foreach (var id in ids)
        {
            var one = await AskAsync(path, [id], ct);
            if (one.Value is not { } found)
            {
                return one.Failure!;
            }

            records.AddRange(found);
        }

        return records;
    }

    private Reply<IReadOnlyList<SourceRecord>> Read(RestAnswer answer, bool isMany)
    {
        if (isMany)
        {
            return Items(answer, kind.Answers) is { } items ? OfList(items) : NoItems(answer, kind.Answers);
        }

        return answer.Json is { } json && (kind.Answers.Record ?? JsonPath.Whole).Find(json) is { } one ? OfList([one])
            : NoId(kind.Answers);
    }

    /// <summary>What a page has; null when there is no list where the file says.</summary>
    public static IReadOnlyList<JsonElement>? Items(RestAnswer answer, AnswerPaths answers) =>
        answer.Json is { } json && (answers.Items ?? JsonPath.Whole).Find(json) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray()] : null;

    /// <summary>There is no list in an answer.</summary>
    public static Failure NoItems(RestAnswer answer, AnswerPaths answers) => answer.Reply.Malformed(
        answers.Items is { } path ? $"there is no list at {path}." : "it is no list; say where items lie.");

    private Failure NoId(AnswerPaths answers) => new(
        FailureCause.Unavailable, $"The answer can't be understood: a {kind.Name} has no id at {answers.Id?.ToString() ?? "id"}.");

    private static SourceRecord Deleted(ChangesSettings feed, string id, JsonElement entry) => new(
        id, SourceRecord.Digest(JsonSerializer.SerializeToUtf8Bytes(entry, RestJson.Plain.JsonElement)), ReadOnlyMemory<byte>.Empty)
    {
        IsDeleted = true, ChangedAt = feed.Entries.ChangedAt is { } path ? RecordReader.Instant(path, entry) : null,
    };
}
