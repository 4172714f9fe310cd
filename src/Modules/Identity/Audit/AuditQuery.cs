using System.Globalization;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Identity.Audit;

/// <summary>What a caller asked the audit log for. Each filter has an index that ends in the order of the list.</summary>
internal sealed class AuditQuery
{
    public const int ValueMax = 400;

    private const string Start = "true";
    private readonly List<string> _conditions = [Start];
    private readonly List<SqlValue> _values = [];

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public static object[] Parameters { get; } =
    [
        new QueryParameter("actor", "Only of this actor, for example user:1"),
        new QueryParameter("action", "Only this action, for example session:started"),
        new QueryParameter("target", "Only on this target, for example customers/42"),
        new QueryParameter("refused", "Only what was refused (true) or was not (false)"),
        new QueryParameter("since", "Only what happened at or after this instant"),
        new QueryParameter("until", "Only what happened before this instant"),
        new QueryParameter("size", $"Entries of a page, 1 to {ListLimits.SizeMax}; {ListLimits.SizeDefault} by default"),
        new QueryParameter("after", "The value of next of the page before"),
    ];

    public int Size { get; private set; } = ListLimits.SizeDefault;

    /// <summary>Where the page after this entry goes on.</summary>
    public static string CursorOf(AuditItem last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.At.ToUnixTimeMilliseconds()}-{last.Number}");

    public static AuditQuery Parse(IQueryCollection query, Errors errors)
    {
        var parsed = new AuditQuery();
        foreach (var (name, given) in query)
        {
            parsed.Take(name, given.ToString(), errors);
        }

        return parsed;
    }

    /// <summary>The condition and its values; <c>$1</c> is one more than the page.</summary>
    public (string Sql, SqlValue[] Values) Where() => (string.Join(" and ", _conditions), [Size + 1, .. _values]);

    private void Take(string name, string text, Errors errors)
    {
        switch (name)
        {
            case "actor" or "action" or "target":
                TextRules.Check(errors, name, text, ValueMax);
                Add($"a.{name} = {{0}}", text);
                break;
            case "refused" when bool.TryParse(text, out var refused):
                Add(refused ? "a.refused = 1" : "a.refused = 0");
                break;
            case "since" when Instant(text) is { } since:
                Add("a.at >= {0}", since);
                break;
            case "until" when Instant(text) is { } until:
                Add("a.at < {0}", until);
                break;
            case "size"
                when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                    && size is >= 1 and <= ListLimits.SizeMax:
                Size = size;
                break;
            case "after" when Cursor(text) is var (at, number):
                Add("(a.at, a.number) < ({0}, {1})", at, number);
                break;
            default:
                errors.Add(name, Fault(name));
                break;
        }
    }

    private void Add(string condition, params ReadOnlySpan<SqlValue> values)
    {
        var places = new object[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            _values.Add(values[i]);
            places[i] = string.Create(CultureInfo.InvariantCulture, $"${_values.Count + 1}");
        }

        _conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, places));
    }

    private static DateTimeOffset? Instant(string text) =>
        Contracts.Json.Instant.ReadAsked(text);

    private static (long At, long Number)? Cursor(string text) =>
        text.Split('-') is [var first, var second]
        && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (at, number)
            : null;

    private static string Fault(string name) =>
        name switch
        {
            "refused" => "Must be true or false.",
            "since" or "until" =>
                "Must be an instant with its offset like 2026-01-31T09:30:00Z (a + is written as %2B), or a day like 2026-01-31.",
            "size" => $"Must be a whole number from 1 to {ListLimits.SizeMax}.",
            "after" => "Must be the value of next of a page.",
            _ => "Is not a parameter of this list; there are actor, action, target, refused, since, until, size, after.",
        };
}
