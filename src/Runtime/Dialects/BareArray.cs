using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Runtime.Dialects;

/// <summary>
/// Lists as bare arrays, which end at 10,000 rows; a <c>Link</c> with <c>rel="next"</c> then says where they go on. Of the query only
/// <c>after</c> counts: these clients were used to servers that knew of no parameters.
/// </summary>
public static class BareArray
{
    private const int RowsMax = 10_000;
    private static readonly string PageSize = ListLimits.SizeMax.ToString(CultureInfo.InvariantCulture);

    /// <summary>The query parameter, for the OpenAPI document.</summary>
    public static QueryParameter After { get; } =
        new("after", "Where a list of more than 10,000 goes on; the Link of the answer names it");

    /// <summary>Answers a list.</summary>
    /// <param name="asked">What the client asked for.</param>
    /// <param name="read">Reads a page of the list.</param>
    /// <param name="shape">Turns a record into the dialect's.</param>
    /// <param name="json">Their JSON.</param>
    /// <param name="filters">Filters of the list that the dialect always sets.</param>
    public static async Task<Answer> ReadAsync<TRecord, T>(
        IQueryCollection asked, Func<IQueryCollection, Task<(ListPage<TRecord>? Page, Refusal? Refusal)>> read, Func<TRecord, T> shape,
        JsonTypeInfo<List<T>> json, params (string Name, string Value)[] filters)
    {
        var rows = new List<T>();
        var after = asked["after"] is [{ Length: > 0 } given] ? given : null;
        do
        {
            var (page, refusal) = await read(Query(after, filters));
            if (page is null)
            {
                return refusal!;
            }

            rows.AddRange(page.Rows.Select(shape));
            after = page.Next;
        }
        while (after is not null && rows.Count < RowsMax);

        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(rows, json)) with { Next = after };
    }

    private static QueryCollection Query(string? after, (string Name, string Value)[] filters)
    {
        var query = new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["size"] = PageSize };
        foreach (var (name, value) in filters)
        {
            query[name] = value;
        }

        if (after is not null)
        {
            query["after"] = after;
        }

        return new QueryCollection(query);
    }
}
