using System.Globalization;
using Lockstep.Contracts;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>What a caller asked a list for, checked.</summary>
internal sealed record ListQuery
{
    private static readonly string[] Known = ["q", "sort", "page", "size", "after"];
    private static readonly string[] KnownToExports = ["q", "sort", .. CsvShape.Parameters.Select(static parameter => parameter.Name)];

    /// <summary>Rows of the page.</summary>
    public int Size { get; init; } = ListLimits.SizeDefault;

    /// <summary>Rows to skip; 0 with a cursor.</summary>
    public int Skip { get; private init; }

    /// <summary>JSON name of the field to sort by.</summary>
    public string Sort { get; private init; } = "id";

    public bool Descending { get; private init; }

    /// <summary>Sort and direction, as a cursor notes them down.</summary>
    public string Order => Descending ? $"-{Sort}" : Sort;

    public ListCursor? After { get; init; }

    /// <summary>
    /// The parts of the search text that rows must hold: all of one of the alternatives; see <see cref="SearchText.Parts"/>.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>>? Search { get; private init; }

    /// <summary>Names and values of the filters, in the order of their names.</summary>
    public IReadOnlyList<(string Name, SqlValue Value)> Filters { get; private init; } = [];

    /// <summary>What the values of custom fields must be.</summary>
    public IReadOnlyList<CustomCondition> Custom { get; private init; } = [];

    /// <summary>The custom field that the list is sorted by, rows without a value last; null for other sorts.</summary>
    public string? CustomSort { get; private init; }

    /// <summary>The filter by which somebody follows the changes; null for other lists.</summary>
    public string? Followed { get; private init; }

    /// <summary>The last instant that a list which is followed shows; null for no end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The customer whose rows the list is limited to; null for all.</summary>
    public long? Owner { get; init; }

    /// <summary>The newest rows that hold the words.</summary>
    public static ListQuery OfWords(IReadOnlyList<IReadOnlyList<string>> parts, int size, long? owner) =>
        new() { Search = parts, Size = size, Owner = owner, Descending = true };

    /// <summary>
    /// Reads the query string; what is wrong with it goes into the errors, of custom fields that are hidden from the caller no more than
    /// that.
    /// </summary>
    public static ListQuery Parse<T>(IQueryCollection query, ListSpec<T> spec, Errors errors, CustomFields fields, Work work)
    {
        RefuseUnknown(query, Known, spec, errors);
        var size = (int)query.Number("size", 1, ListLimits.SizeMax, ListLimits.SizeDefault, errors);
        var page = (int)query.Number("page", 1, int.MaxValue, 1, errors);
        var sort = query["sort"].ToString();
        var filters = FilterValues(query, spec, errors);
        var isHidden = CustomConditions.AreHidden(query, spec, work, errors);
        var custom = CustomConditions.SortOf(Field(sort), spec, fields, errors, isHidden);
        var followed = filters.Select(static filter => filter.Name).FirstOrDefault(name => spec.Filters[name].IsFollowed);
        var parsed = new ListQuery
        {
            Size = size,
            Skip = Depth(page, size, errors),
            Descending = sort.StartsWith('-'),
            Sort = sort.Length == 0 && followed is not null
                ? spec.Filters[followed].Sort!
                : SortField(Field(sort), spec, custom, errors),
            CustomSort = custom,
            Search = SearchParts(query, spec, errors),
            Filters = filters,
            Custom = CustomConditions.Read(query, spec, fields, errors, isHidden),
            Followed = followed,
        };
        return parsed.GoOn(query) ?? parsed with { After = Cursor(query, parsed, spec, errors) };
    }

    /// <summary>
    /// The same for an export, which has no pages. Where the caller does not say, it goes by the column of a range that it asked for: in
    /// the order of the ids, each chunk would look through the whole table again.
    /// </summary>
    public static ListQuery ParseExport<T>(IQueryCollection query, ListSpec<T> spec, Errors errors, CustomFields fields, Work work)
    {
        RefuseUnknown(query, KnownToExports, spec, errors);
        var sort = query["sort"].ToString();
        var filters = FilterValues(query, spec, errors);
        var isHidden = CustomConditions.AreHidden(query, spec, work, errors);
        var custom = CustomConditions.SortOf(Field(sort), spec, fields, errors, isHidden);
        return new ListQuery
        {
            Descending = sort.StartsWith('-'),
            CustomSort = custom,
            Sort = sort.Length > 0
                ? SortField(Field(sort), spec, custom, errors)
                : filters.Select(filter => spec.Filters[filter.Name].Sort).FirstOrDefault(known => known is not null) ?? "id",
            Search = SearchParts(query, spec, errors),
            Filters = filters,
            Custom = CustomConditions.Read(query, spec, fields, errors, isHidden),
        };
    }

    /// <summary>Whether the list goes by what somebody follows, the oldest first.</summary>
    public bool IsInOrderOf<T>(ListSpec<T> spec) =>
        !Descending && Followed is { } followed && string.Equals(Sort, spec.Filters[followed].Sort, StringComparison.Ordinal);

    /// <summary>Where a page or chunk that ends with this record goes on.</summary>
    public ListCursor CursorBehind<T>(T last, ListSpec<T> spec)
    {
        var id = spec.Id(last);
        var key = CustomSort is { } custom ? ListCursor.Placed(spec.Custom!.Of(last, custom) is { } value ? CustomOrder.KeyOf(value) : null)
            : Sort is "id" ? id.ToString(CultureInfo.InvariantCulture)
            : spec.Sorts[Sort].Key(last);
        return new ListCursor(Order, key, id);
    }

    /// <summary>
    /// The next of a list that is followed may be an instant, from which on it shows what it held back; null when it is none.
    /// </summary>
    private ListQuery? GoOn(IQueryCollection query) =>
        Followed is { } followed && Skip == 0 && Contracts.Json.Instant.Read(query["after"].ToString()) is { } from
            ? this with
            {
                Filters =
                [
                    .. Filters.Select(filter =>
                        string.Equals(filter.Name, followed, StringComparison.Ordinal) ? (followed, (SqlValue)from) : filter),
                ],
            }
            : null;

    private static void RefuseUnknown<T>(IQueryCollection query, string[] known, ListSpec<T> spec, Errors errors)
    {
        foreach (var name in query.Keys.Where(name => !known.Contains(name, StringComparer.Ordinal) && !spec.Filters.ContainsKey(name)
            && !(spec.Custom is not null && name.StartsWith(CustomConditions.Start, StringComparison.Ordinal))))
        {
            errors.Add(name, $"Is not a parameter of this list; {Nearest.Hint(name, [.. known, .. spec.Filters.Keys])}");
        }
    }

    private static int Depth(int page, int size, Errors errors)
    {
        var skip = (page - 1L) * size;
        if (skip > ListLimits.DepthMax)
        {
            errors.Add("page", $"Reaches at most {ListLimits.DepthMax} rows deep; go on with after= and the value of next.");
        }

        return (int)Math.Min(skip, ListLimits.DepthMax);
    }

    private static string Field(string sort) => sort.StartsWith('-') ? sort[1..] : sort;

    private static string SortField<T>(string field, ListSpec<T> spec, string? custom, Errors errors)
    {
        if (field is "" or "id" || custom is not null || spec.Sorts.ContainsKey(field))
        {
            return field is "" ? "id" : field;
        }

        if (spec.Custom is null || !field.StartsWith(CustomConditions.Start, StringComparison.Ordinal))
        {
            errors.Add("sort", $"Must be one of {spec.SortNames}, with a leading - for the last first.");
        }

        return "id";
    }

    private static IReadOnlyList<IReadOnlyList<string>>? SearchParts<T>(IQueryCollection query, ListSpec<T> spec, Errors errors)
    {
        var text = query["q"].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        TextRules.Check(errors, "q", text, ListLimits.SearchLengthMax);
        if (spec.SearchTable is null)
        {
            errors.Add("q", "This list has no search.");
        }

        if (SearchText.Words(text).Count > SearchText.WordsMax)
        {
            errors.Add("q", $"Must have at most {SearchText.WordsMax} words.");
            return null;
        }

        return SearchText.Parts(text);
    }

    private static List<(string Name, SqlValue Value)> FilterValues<T>(IQueryCollection query, ListSpec<T> spec, Errors errors)
    {
        var values = new List<(string, SqlValue)>();
        foreach (var (name, filter) in spec.Filters)
        {
            if (!query.TryGetValue(name, out var text))
            {
                continue;
            }

            // No text that is kept holds U+0000, and PostgreSQL can't even be asked for one.
            if (!text.ToString().Contains('\0', StringComparison.Ordinal) && filter.Parse(text.ToString()) is { } value)
            {
                values.Add((name, value));
            }
            else
            {
                errors.Add(name, $"Must be {filter.Expects}.");
            }
        }

        return values;
    }

    private static ListCursor? Cursor<T>(IQueryCollection query, ListQuery parsed, ListSpec<T> spec, Errors errors)
    {
        if (!query.TryGetValue("after", out var text))
        {
            return null;
        }

        var cursor = ListCursor.Parse(text.ToString());
        var fits = cursor is not null && !cursor.Key.Contains('\0', StringComparison.Ordinal)
            && string.Equals(cursor.Order, parsed.Order, StringComparison.Ordinal)
            && (parsed.Sort is "id" || parsed.CustomSort is not null || !spec.Sorts[parsed.Sort].IsNumber
                || long.TryParse(cursor.Key, CultureInfo.InvariantCulture, out _));
        if (!fits)
        {
            errors.Add("after", "Must be the value of next of a page with the same sort.");
        }
        else if (parsed.Skip > 0)
        {
            errors.Add("after", "Give either page or after.");
        }

        return fits ? cursor : null;
    }
}
