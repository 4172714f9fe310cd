using System.Globalization;
using Lockstep.Reports.Calendars;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Reports.Asking;

/// <summary>What somebody asks of a report: days in a zone, how many rows, and what else the report knows.</summary>
internal sealed class ReportAsk
{
    private const string DateFormat = "yyyy-MM-dd";
    private const int SizeDefault = 100;

    /// <summary>Instants before have other offsets, and after them there are no rules.</summary>
    private static readonly DateOnly Earliest = new(1972, 1, 1);

    private static readonly DateOnly Latest = new(2200, 1, 1);

    private ReportAsk(IQueryCollection query, Errors errors) => (Query, Errors) = (query, errors);

    /// <summary>The parameters that every report has.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("from", "The first day, like 2026-01-31"),
        new("to", "The first day that is not in it any more"),
        new("range", $"Instead of both: {RangeWords.Help}; {RangeWords.Default} by default"),
        new("zone", "The time zone whose days they are, like Europe/Berlin; UTC by default"),
        new("size", $"The most rows of a currency; {SizeDefault} by default, all there may be in a file") { Format = QueryParameter.Whole },
        new("format", "csv for a file; so do the header Accept: text/csv and .csv behind the path") { Words = ["json", "csv"] },
    ];

    public IQueryCollection Query { get; }

    public Errors Errors { get; }

    /// <summary>The days; those of today when something is wrong with what was asked.</summary>
    public required DateRange Range { get; init; }

    /// <summary>As it was asked for.</summary>
    public required string Zone { get; init; }

    /// <summary>Whether whoever asks holds a permission.</summary>
    public required Func<string, bool> May { get; init; }

    /// <summary>The most rows of one currency.</summary>
    public required int Size { get; init; }

    /// <summary>When it is asked, in milliseconds since 1970.</summary>
    public required long Now { get; init; }

    /// <summary>Reads the parameters; what is wrong with them goes into the errors.</summary>
    /// <param name="asker">Who asks, when, and in which shape.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="known">The parameters that the report has besides those of every one.</param>
    /// <param name="options">What there may be at most.</param>
    public static ReportAsk Of(ReportAsker asker, IQueryCollection query, IReadOnlyList<QueryParameter> known, ReportOptions options)
    {
        var errors = new Errors();
        foreach (var name in query.Keys.Where(name => !known.Concat(Parameters).Concat(CsvShape.Parameters)
            .Any(one => string.Equals(one.Name, name, StringComparison.Ordinal))))
        {
            errors.Add(name, "Is no parameter of this report.");
        }

        if (query["format"] is [{ Length: > 0 } format] && !format.Equals("csv", StringComparison.OrdinalIgnoreCase)
            && !format.Equals("json", StringComparison.OrdinalIgnoreCase))
        {
            errors.Add("format", "Must be one of json csv.");
        }

        var zone = TimeZoneInfo.Utc;
        if (query["zone"] is [{ Length: > 0 } named] && !TimeZoneInfo.TryFindSystemTimeZoneById(named, out zone))
        {
            zone = TimeZoneInfo.Utc;
            errors.Add("zone", "Is no time zone that this machine knows; write it like Europe/London.");
        }

        var range = RangeOf(query, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(asker.Now, zone).DateTime), errors);
        if (range.End.DayNumber - range.First.DayNumber > options.RangeDaysMax)
        {
            errors.Add("to", $"A report spans at most {options.RangeDaysMax} days.");
        }

        return new ReportAsk(query, errors)
        {
            Range = new DateRange(range.First, range.End, zone),
            Zone = query["zone"] is [{ Length: > 0 } asked] ? asked : "UTC",
            Size = (int)query.Number(
                "size", 1, options.RowsMax, asker.IsFile ? options.RowsMax : Math.Min(SizeDefault, options.RowsMax), errors),
            May = asker.May,
            Now = asker.Now.ToUnixTimeMilliseconds(),
        };
    }

    /// <summary>What tells this question from others.</summary>
    public ReportKey KeyOf(ReportKind kind) => new(
        kind.Name, Range.First, Range.End, Zone, Size,
        string.Join('&', kind.Parameters.Select(parameter => $"{parameter.Name}={Query[parameter.Name]}")));

    /// <summary>One of some words; the first one when none is given.</summary>
    public string Word(string name, params IReadOnlyList<string> words)
    {
        if (Query[name] is not [{ Length: > 0 } text])
        {
            return words[0];
        }

        if (words.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        Errors.Add(name, $"Must be one of {string.Join(' ', words)}.");
        return words[0];
    }

    private static (DateOnly First, DateOnly End) RangeOf(IQueryCollection query, DateOnly today, Errors errors)
    {
        var (from, to) = (DateOf(query, "from", errors), DateOf(query, "to", errors));
        if (query["range"] is [{ Length: > 0 } word])
        {
            if (from is not null || to is not null)
            {
                errors.Add("range", "Say either a range, or from and to.");
            }

            if (RangeWords.Find(word, today) is { } found)
            {
                return found;
            }

            errors.Add("range", $"Must be {RangeWords.Help}.");
        }

        var (first, end) = RangeWords.Find(RangeWords.Default, (to ?? today.AddDays(1)).AddDays(-1))!.Value;
        first = from ?? first;
        if (first >= end)
        {
            errors.Add("to", "Must lie behind from.");
        }

        return first < end ? (first, end) : (today, today.AddDays(1));
    }

    private static DateOnly? DateOf(IQueryCollection query, string name, Errors errors)
    {
        if (query[name] is not [{ Length: > 0 } text])
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date >= Earliest && date < Latest)
        {
            return date;
        }

        errors.Add(name, "Must be a day like 2026-01-31, from 1972 to 2199.");
        return null;
    }
}
