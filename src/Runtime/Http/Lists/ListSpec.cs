using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>
/// How a resource can be listed: the table, what it may be sorted and filtered by, and where its search text is. Each sort and
/// each filter stands on an index, so that a page costs the same in a table of a million rows as in one of ten thousand.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class ListSpec<T>
{
    private static readonly QueryParameter ByCustom = new(
        "custom.{name}",
        "Only rows whose custom field of this name has this value; with custom.{name}.from and custom.{name}.to only those from the one on "
        + "and before the other, for numbers, money, days and instants; the same for other names")
    {
        Start = "custom.",
    };

    private const string Searched =
        "Words in any order, each a part of the name, organisation, e-mail and so on, "
            + "in any case, with or without accents; telephone numbers "
        + "by their digits. One or two letters find the words that begin with them";

    /// <summary>The table, which has an <c>id</c>; also the name of its row in <c>counters</c>.</summary>
    public required string Table { get; init; }

    /// <summary>What every row of the list fulfils; null for all rows.</summary>
    public string? Condition { get; init; }

    /// <summary>Whether rows that don't fulfil the condition have no search text, so that the index alone counts what is found.</summary>
    public bool IsSearchExact { get; init; }

    /// <summary>
    /// The custom fields that the list is filtered by, as <c>custom.colour=red</c>, and sorted by; null when it has none.
    /// </summary>
    public ListCustom<T>? Custom { get; init; }

    /// <summary>The column with the customer that a row belongs to; null when only callers who reach all rows may list.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether <c>counters</c> has the number of rows; else the total is counted like a filtered one.</summary>
    public bool HasCounter { get; init; } = true;

    /// <summary>The columns that <see cref="Read"/> reads, separated by commas.</summary>
    public required string Columns { get; init; }

    /// <summary>Makes the record of a row.</summary>
    public required Storage.RowReader<T> Read { get; init; }

    /// <summary>Adds to the records of a page what lies in other tables; null when there is nothing.</summary>
    public Func<Storage.IReader, IReadOnlyList<T>, ValueTask<IReadOnlyList<T>>>? Complete { get; init; }

    /// <summary>The record's id.</summary>
    public required Func<T, long> Id { get; init; }

    /// <summary>What lists may be sorted by, by JSON name; <c>id</c> is always there.</summary>
    public IReadOnlyDictionary<string, ListSort<T>> Sorts { get; init; } = new Dictionary<string, ListSort<T>>(StringComparer.Ordinal);

    /// <summary>What lists may be filtered by, by the name of the query parameter.</summary>
    public IReadOnlyDictionary<string, ListFilter> Filters { get; init; } = new Dictionary<string, ListFilter>(StringComparer.Ordinal);

    /// <summary>The FTS5 table over the search text (<see cref="SearchText"/>); null when the resource has no <c>q</c>.</summary>
    public string? SearchTable { get; init; }

    /// <summary>
    /// The column that <c>q</c> looks through for callers who reach only their own rows, where they must not find by all that the index
    /// knows; null where they may.
    /// </summary>
    public string? OwnSearch { get; init; }

    /// <summary>
    /// SQL for the last id that the search index knows; the rows behind it are looked through one by one. Null when it knows all.
    /// </summary>
    public string? IndexedTo { get; init; }

    /// <summary>How often the search texts were changed without an event, after which a count of before may be wrong.</summary>
    public Func<int> Renewals { get; init; } = static () => 0;

    /// <summary>Refuses filters that are for the staff alone to who reaches only its own rows.</summary>
    internal void RefuseForStaff(IQueryCollection query, Work work, Errors errors)
    {
        var hidden = work.Only is null ? [] : Filters.Where(static filter => filter.Value.IsForStaff);
        foreach (var (name, _) in hidden.Where(filter => query.ContainsKey(filter.Key)))
        {
            errors.Add(name, "Is not a parameter of this list for customers: it finds by what the staff alone see.");
        }
    }

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public object[] Parameters() =>
    [
        new QueryParameter(
            "sort",
            $"{SortNames}; with a leading - the last first; updatedAt with updatedSince when left out, else id"),
        new QueryParameter("size", $"Rows of a page, 1 to {ListLimits.SizeMax}; {ListLimits.SizeDefault} by default")
        {
            Format = QueryParameter.Whole,
        },
        new QueryParameter("page", $"The page, from 1; reaches {ListLimits.DepthMax} rows deep") { Format = QueryParameter.Whole },
        new QueryParameter(
            "after",
            "The value of next of the page before; as deep as you like. With updatedSince "
                + "it may be an instant: from there the list goes on "
                + "a moment later, and it does as updatedSince too. A page by a custom field may be short, or empty, and have a next: "
                + "until that is null there are more"),
        .. Conditions(),
    ];

    /// <summary>The same for an export, which has no pages.</summary>
    public object[] ExportParameters() =>
    [
        new QueryParameter("sort", $"{SortNames}; with a leading - the last first; the field of a range asked for when left out, else id"),
        .. Conditions(), .. CsvShape.Parameters,
    ];

    /// <summary>What lists may be sorted by, for a person.</summary>
    internal string SortNames => string.Join(", ", ["id", .. Sorts.Keys, .. Custom is null ? [] : new[] { "custom.{name}" }]);

    private IEnumerable<QueryParameter> Conditions() =>
    [
        .. SearchTable is null ? [] : new[] { new QueryParameter("q", Searched) },
        .. Custom is null ? [] : new[] { ByCustom },
        .. Filters.Select(filter => new QueryParameter(
            filter.Key, $"Only rows where it is {filter.Value.Expects}{(filter.Value.IsForStaff ? "; for the staff alone" : "")}")
        {
            Format = filter.Value.Format,
            Words = filter.Value.Words,
        }),
    ];
}

/// <summary>The fields that people gave to the records of a list.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Of">The value of a field, by its name; null where a record has none.</param>
/// <param name="IsKnownTo">Whether a caller may read which there are.</param>
public sealed record ListCustom<T>(string Kind, Func<T, string, System.Text.Json.Nodes.JsonNode?> Of, Func<Work, bool> IsKnownTo);

/// <summary>One way to sort.</summary>
/// <param name="Column">The indexed column.</param>
/// <param name="Key">The column's value of a record, as text for the cursor: the same that the column holds.</param>
/// <param name="IsNumber">Whether the column holds whole numbers.</param>
public sealed record ListSort<T>(string Column, Func<T, string> Key, bool IsNumber);

/// <summary>Values of sort keys.</summary>
public static class ListSort
{
    /// <summary>An instant as its column holds it.</summary>
    public static string Instant(DateTimeOffset at) =>
        at.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One filter.</summary>
/// <param name="Condition">SQL with <c>{0}</c> for the value.</param>
/// <param name="Parse">The value from the query string, or null when it is not valid.</param>
/// <param name="Expects">What a valid value looks like, as the end of a sentence that starts with "Must be".</param>
public sealed record ListFilter(string Condition, Func<string, Storage.SqlValue?> Parse, string Expects)
{
    /// <summary>JSON name of the sort that walks the range of this filter; null when it is none.</summary>
    public string? Sort { get; init; }

    /// <summary>A format of <see cref="QueryParameter"/>; null for a text.</summary>
    public string? Format { get; init; }

    /// <summary>The words that there are; null for any.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>
    /// Whether it is for those who ask again and again for what changed since: the list then goes by <see cref="Sort"/> where they say
    /// nothing else, and ends where writes that are still under way may put rows.
    /// </summary>
    public bool IsFollowed { get; init; }

    /// <summary>
    /// Whether it finds by what only those may see who reach all rows; for others the list has no such parameter.
    /// </summary>
    public bool IsForStaff { get; init; }

    /// <summary>Equal to a column of folded text.</summary>
    public static ListFilter Folded(string column) => new($"{column} = {{0}}", text => TextRules.Fold(text), "a text");

    /// <summary>Equal to a column of folded keys, in any spelling.</summary>
    public static ListFilter Key(string column) => new($"{column} = {{0}}", text => Keys.Fold(text), "a text");

    /// <summary>Equal to a column of folded e-mail addresses. One with a blank is a plus that the address of the request lost.</summary>
    public static ListFilter Email(string column) => new(
        $"{column} = {{0}}", text => text.Trim().Any(char.IsWhiteSpace) ? null : (Storage.SqlValue?)Values.Email.Key(text),
        "an e-mail address without blanks; its + is written as %2B");

    /// <summary>Equal to a column of text, to the letter.</summary>
    public static ListFilter Exact(string column) => new($"{column} = {{0}}", text => text, "a text");

    /// <summary>One of a few words.</summary>
    public static ListFilter OneOf(string column, params string[] words) => new(
        $"{column} = {{0}}", text => words.Contains(text, StringComparer.Ordinal) ? (Storage.SqlValue?)text : null,
        "one of " + string.Join(", ", words))
    {
        Words = words,
    };

    /// <summary>A whole number.</summary>
    public static ListFilter Number(string column) => new(
        $"{column} = {{0}}",
        text => long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null,
        "a whole number")
    {
        Format = QueryParameter.Whole,
    };

    /// <summary>At or after an instant.</summary>
    public static ListFilter Since(string column) => new(
        $"{column} >= {{0}}",
        text => Contracts.Json.Instant.ReadAsked(text) is { } instant ? instant : null,
        "an instant with its offset like 2026-01-31T09:30:00Z, or a day like 2026-01-31; the + of an offset is written as %2B")
    {
        Format = QueryParameter.Moment,
    };
}
