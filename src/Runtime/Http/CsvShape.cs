using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>
/// How a CSV file is written, for whoever reads it: programs take it as it is, spreadsheets of many countries want it otherwise.
/// </summary>
public sealed record CsvShape
{
    private static readonly Dictionary<string, char> Separators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["comma"] = ',', [","] = ',', ["semicolon"] = ';', [";"] = ';', ["tab"] = '\t', ["\t"] = '\t', ["pipe"] = '|', ["|"] = '|',
    };

    private static readonly Dictionary<string, char> Decimals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["."] = '.', ["point"] = '.', [","] = ',', ["comma"] = ',',
    };

    private static readonly Dictionary<string, bool> Truths = new(StringComparer.OrdinalIgnoreCase)
    {
        ["true"] = true, ["1"] = true, ["yes"] = true, ["false"] = false, ["0"] = false, ["no"] = false,
    };

    private static readonly Dictionary<string, bool> Formulas = new(StringComparer.OrdinalIgnoreCase) { ["escape"] = true,
        ["keep"] = false };

    /// <summary>As nothing was asked: no mark, commas, points before decimals, formulas escaped, instants in UTC.</summary>
    public static CsvShape Plain { get; } = new();

    /// <summary>The parameters of exports that ask for another one.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("bom", "true puts a byte order mark before the file, by which Excel knows that it is UTF-8; false by default"),
        new("separator", "What stands between cells: comma, semicolon, tab or pipe; comma by default"),
        new("decimal", "What stands before the decimals of numbers: . or , ; . by default"),
        new("formulas", "keep writes what a spreadsheet takes for a formula as it is; escape, the default, puts an apostrophe before it"),
        new("zone", "The zone in which times are written, like Europe/Berlin, as 2026-01-31 09:30:00; UTC as in JSON when left out"),
    ];

    /// <summary>Whether it begins with a byte order mark.</summary>
    public bool HasMark { get; private init; }

    /// <summary>What stands between cells.</summary>
    public char Separator { get; private init; } = ',';

    /// <summary>What stands before decimals.</summary>
    public char Decimal { get; private init; } = '.';

    /// <summary>Whether what a spreadsheet would run gets an apostrophe before it.</summary>
    public bool EscapesFormulas { get; private init; } = true;

    /// <summary>Where the clock hangs by which times are written; null for UTC as JSON writes it.</summary>
    public TimeZoneInfo? Zone { get; private init; }

    /// <summary>Reads the parameters; what is wrong with them goes into the errors.</summary>
    public static CsvShape Of(IQueryCollection query, Errors errors)
    {
        TimeZoneInfo? zone = null;
        if (query["zone"] is [{ Length: > 0 } name] && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            errors.Add("zone", "Is no time zone that this machine knows; write it like Europe/London.");
        }

        var shape = new CsvShape
        {
            HasMark = Word(query, "bom", Truths, false, errors),
            Separator = Word(query, "separator", Separators, ',', errors),
            Decimal = Word(query, "decimal", Decimals, '.', errors),
            EscapesFormulas = Word(query, "formulas", Formulas, true, errors),
            Zone = zone,
        };
        if (shape.Separator == shape.Decimal)
        {
            errors.Add("decimal", "Can't be the separator too; say separator=semicolon or tab.");
        }

        return shape;
    }

    private static T Word<T>(IQueryCollection query, string name, Dictionary<string, T> words, T otherwise, Errors errors)
    {
        if (query[name] is not [{ Length: > 0 } text])
        {
            return otherwise;
        }

        if (words.TryGetValue(text, out var value))
        {
            return value;
        }

        errors.Add(name, $"Must be one of {string.Join(' ', words.Keys.Where(static word => word is not "\t"))}.");
        return otherwise;
    }
}
