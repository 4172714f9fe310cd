using System.Globalization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Runtime.Dialects;

/// <summary>Which page a client asks for, in Spring's words: pages count from 0.</summary>
/// <param name="Number">The page.</param>
/// <param name="Size">Its rows.</param>
public sealed record SpringPaging(int Number, int Size)
{
    private const int SizeDefault = 10;
    private const int SizeMax = 500;

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("page", "The page, from 0"), new("size", $"Its rows, at most {SizeMax}; {SizeDefault} by default"),
    ];

    /// <summary>What the query asks for; a larger size than there is means the largest, as with Spring.</summary>
    public static (SpringPaging? Page, Refusal? Refusal) Read(IQueryCollection query)
    {
        var errors = new Errors();
        var page = new SpringPaging(Whole("page", 0, 0), Math.Min(Whole("size", 1, SizeDefault), SizeMax));
        return errors.ToRefusal() is { } refusal ? (null, refusal) : (page, null);

        int Whole(string name, int min, int otherwise)
        {
            if (query[name] is not [{ Length: > 0 } text])
            {
                return otherwise;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min
                && number < int.MaxValue)
            {
                return number;
            }

            errors.Add(name, $"Must be a whole number from {min}.");
            return otherwise;
        }
    }

    /// <summary>A moment as these clients write it, which may lack its offset and is one of UTC then, in the words of the lists.</summary>
    public static string? Moment(string? text) =>
        Instant.Read(text) is { } at ? at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) : text;

    /// <summary>The same in the words of the lists.</summary>
    /// <param name="sort">By what, as in the lists.</param>
    /// <param name="filters">Their filters; those without a value do not count.</param>
    public IQueryCollection ToQuery(string sort, params ReadOnlySpan<(string Name, string? Value)> filters)
    {
        var query = new Dictionary<string, StringValues>(StringComparer.Ordinal)
        {
            ["page"] = (Number + 1).ToString(CultureInfo.InvariantCulture),
            ["size"] = Size.ToString(CultureInfo.InvariantCulture),
            ["sort"] = sort,
        };
        foreach (var (name, value) in filters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query[name] = value;
            }
        }

        return new QueryCollection(query);
    }

    /// <summary>
    /// The page around its rows. A total of which only a lower bound is known is never less than what is seen and follows.
    /// </summary>
    /// <param name="page">The page of the list.</param>
    /// <param name="content">Its rows in the dialect's shape.</param>
    public SpringPage<T> Around<TRecord, T>(ListPage<TRecord> page, IReadOnlyList<T> content)
    {
        var isLast = page.Next is null;
        var seen = ((long)Number * Size) + content.Count + (isLast ? 0 : 1);
        var total = page.IsExact ? page.Total : isLast && content.Count > 0 ? seen : Math.Max(seen, page.Total);
        return Around(content, total, isLast);
    }

    /// <summary>The same for rows that are no page of a list.</summary>
    public SpringPage<T> Around<T>(IReadOnlyList<T> content, long total, bool isLast) => new(
        content, total, (total + Size - 1) / Size, Number, Size, Number == 0, isLast, content.Count, content.Count == 0);
}

/// <summary>A page as Spring answers it.</summary>
public sealed record SpringPage<T>(
    IReadOnlyList<T> Content, long TotalElements, long TotalPages, int Number, int Size, bool First, bool Last, int NumberOfElements,
    bool Empty);
