using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>
/// Answers lists: <c>{ "items": […], "total": n, "next": cursor }</c>. The total is exact without a filter; with one it is exact up
/// to <see cref="ListLimits.CountMax"/> and <c>totalAtLeast</c> beyond.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class ListReader<T>(ListSpec<T> spec, JsonTypeInfo<T> json)
{
    private const int CountsMax = 1_000;
    private static readonly Refusal TooDeep = Refusal.Of(
        RefusalCode.Invalid, "page",
        "Is too deep for this filter: too many rows lie before it. Go on with after= and the value of next.");

    private readonly ConcurrentDictionary<string, (long Position, long Count)> _counts = new(StringComparer.Ordinal);

    /// <summary>Answers the page that the query string asks for; a 400 names what is wrong with it.</summary>
    public async Task<Answer> ReadAsync(ModuleDatabase database, IQueryCollection query, Work work)
    {
        var (page, refusal) = await ReadPageAsync(database, query, work);
        return page is null ? refusal! : Answer.Ok(Write(page));
    }

    /// <summary>The same for doors that have a shape of their own.</summary>
    public async Task<(ListPage<T>? Page, Refusal? Refusal)> ReadPageAsync(ModuleDatabase database, IQueryCollection query, Work work)
    {
        var errors = new Errors();
        spec.RefuseForStaff(query, work, errors);
        var asked = ListQuery.Parse(query, spec, errors, database.Custom, work) with { Owner = work.Only };
        if (errors.ToRefusal() is { } refusal)
        {
            return (null, refusal);
        }

        // Before the snapshot is taken: what it does not show was stamped later, and its count is not kept for a newer state.
        asked = asked with { Until = asked.Followed is null ? null : await database.Store.SettledAsync(work.Ct) };
        var position = database.Log.LastPosition;
        var renewals = spec.Renewals();
        var sql = new ListSql<T>(spec, asked, database.Store.Dialect);
        var (rows, end, total, isHeldBack) = await database.Store.ReadAsync(
            async reader =>
            {
                var total = IsCounted(asked) ? await Counters.ReadAsync(reader, spec.Table) : await CountAsync(
                    reader, sql, asked.Until is null && spec.HasCounter ? position ?? await database.Log.SeenAsync(reader) : null,
                    renewals);
                var page = await PageAsync(reader, sql, asked, total, database.Lists.WalkRows);
                var rows = await CompleteAsync(reader, page.Rows);
                return (
                    rows, page.End, total, rows.Count <= asked.Size && asked.Until is not null && await IsHeldBackAsync(reader, sql));
            },
            work.Ct);
        return end is not null && asked.Skip > 0 ? (null, TooDeep) : (PageOf(asked, rows, end, total, isHeldBack), null);
    }

    private ListPage<T> PageOf(ListQuery asked, IReadOnlyList<T> rows, ListCursor? end, long total, bool isHeldBack)
    {
        var isExact = IsCounted(asked) || total <= ListLimits.CountMax;
        var next = rows.Count > asked.Size ? asked.CursorBehind(rows[asked.Size - 1], spec).ToString() : end?.ToString();
        return new ListPage<T>(next is null ? rows : [.. rows.Take(asked.Size)], isExact ? total : ListLimits.CountMax, isExact, next)
        {
            // In another order than that of the changes a record may have moved away before the reader came to it.
            Resume = isHeldBack && asked.IsInOrderOf(spec) ? asked.Until : null,
        };
    }

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public object[] Parameters() => spec.Parameters();

    private async ValueTask<PlacedPage<T>> PageAsync(IReader reader, ListSql<T> sql, ListQuery asked, long total, int walk)
    {
        if (asked.CustomSort is not null)
        {
            return await PlacedPage<T>.ReadAsync(reader, spec.Read, sql, asked, walk);
        }

        var walked = total > ListLimits.CountMax && sql.IsSortedSearch ? await WalkAsync(reader, sql, asked, walk) : [];
        return new PlacedPage<T>(walked.Count > asked.Size ? walked : await QueryAsync(reader, sql.Page()), null);
    }

    /// <summary>The page as far as it is among so many rows; where those that fit lie far behind, it is not full.</summary>
    private async ValueTask<IReadOnlyList<T>> WalkAsync(IReader reader, ListSql<T> sql, ListQuery asked, int walk)
    {
        var (text, values) = sql.EndOfWalk(walk + asked.Skip + asked.Size);
        var isNumber = spec.Sorts[asked.Sort].IsNumber;
        var end = await reader.FirstAsync(text, row => row.IsNull(0) ? null : new ListCursor(
            asked.Order, isNumber ? row.Int64(0).ToString(CultureInfo.InvariantCulture) : row.Text(0), row.Int64(1)), values);
        return end is null ? [] : await QueryAsync(reader, sql.Walked(end));
    }

    private ValueTask<IReadOnlyList<T>> QueryAsync(IReader reader, (string Sql, SqlValue[] Values) page) =>
        reader.QueryAsync(page.Sql, spec.Read, page.Values);

    private async ValueTask<IReadOnlyList<T>> CompleteAsync(IReader reader, IReadOnlyList<T> rows) =>
        spec.Complete is null || rows.Count == 0 ? rows : await spec.Complete(reader, rows);

    private static async ValueTask<bool> IsHeldBackAsync(IReader reader, ListSql<T> sql)
    {
        var (text, values) = sql.HeldBack();
        return await reader.FirstAsync(text, static row => row.Int64(0), values) > 0;
    }

    private bool IsCounted(ListQuery query) => spec.HasCounter && query.Search is null && query is { Filters.Count: 0, Custom.Count: 0,
        Owner: null };

    /// <summary>
    /// Counts once for each state of the records: a client that pages asks for the same total again and again. Tables that change
    /// without events are counted each time.
    /// </summary>
    private async ValueTask<long> CountAsync(IReader reader, ListSql<T> sql, long? position, int renewals)
    {
        var (text, values) = sql.Count();
        if (position is not { } now)
        {
            return await reader.FirstAsync(text, static row => row.Int64(0), values);
        }

        var given = values.Select(static value => value.ToString()).Select(static value => $"\n{value.Length}:{value}");
        var key = $"{renewals} {text}{string.Concat(given)}";
        if (_counts.TryGetValue(key, out var known) && known.Position == now)
        {
            return known.Count;
        }

        var count = await reader.FirstAsync(text, static row => row.Int64(0), values);
        if (_counts.Count >= CountsMax)
        {
            _counts.Clear();
        }

        _counts[key] = (now, count);
        return count;
    }

    private byte[] Write(ListPage<T> page)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = json.Options.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var row in page.Rows)
            {
                JsonSerializer.Serialize(writer, row, json);
            }

            writer.WriteEndArray();
            writer.WriteNumber(page.IsExact ? "total" : "totalAtLeast", page.Total);
            writer.WriteString("next", page.Next ?? (page.Resume is { } from ? PageWriter.Instant(from) : null));
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
