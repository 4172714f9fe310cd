using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Contracts;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>
/// A path with a query and places to fill in, such as <c>customers/{id}</c>. What is filled in is escaped, slashes too. A parameter whose
/// place is empty is left out, so that one template serves the first page and the others.
/// </summary>
internal sealed partial class PathTemplate
{
    private readonly IReadOnlyList<string> _path;
    private readonly IReadOnlyList<IReadOnlyList<string>> _query;

    private PathTemplate(string text)
    {
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        _path = Split(mark < 0 ? text : text[..mark]);
        _query = mark < 0 ? [] : [.. text[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Split)];
        Places = [.. PlaceShape().Matches(text).Select(static match => match.Value[1..^1])];
    }

    /// <summary>The names of its places.</summary>
    public IReadOnlyList<string> Places { get; }

    /// <summary>Whether it has a place.</summary>
    public bool Has(string place) => Places.Contains(place, StringComparer.Ordinal);

    /// <summary>Reads a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="known">The places that may be filled in there.</param>
    /// <param name="fault">Hears what is wrong with it.</param>
    public static PathTemplate? Parse(string text, IReadOnlyList<string> known, Action<string> fault)
    {
        var template = new PathTemplate(text);
        var strange = template.Places.FirstOrDefault(place => !known.Contains(place, StringComparer.Ordinal));
        if (strange is not null)
        {
            var places = known.Select(static one => $"{{{one}}}").ToList();
            fault($"has {{{strange}}}, which nothing fills in; {Nearest.Hint($"{{{strange}}}", places)}");
        }
        else if (text.Contains("://", StringComparison.Ordinal) || text.StartsWith('/') || text.Contains('#', StringComparison.Ordinal))
        {
            fault("must be a path below url, without a slash at the beginning");
        }
        else if (PlaceShape().Replace(text, "").AsSpan().IndexOfAny('{', '}') >= 0)
        {
            fault("has a brace that belongs to no place; where one is meant, write %7B or %7D");
        }
        else
        {
            return template;
        }

        return null;
    }

    /// <summary>
    /// The path with its query; null when what goes into the path is empty, or would lead to another path than is written.
    /// </summary>
    /// <param name="fill">What a place is filled with; empty for nothing.</param>
    public string? Fill(Func<string, string> fill)
    {
        var path = new StringBuilder();
        foreach (var part in _path)
        {
            // Escaped as one segment, so that a slash in an id leads nowhere else. Dots can't be escaped, and an empty segment would name
            // the list instead of a record: these are refused.
            var text = IsPlace(part) ? fill(part[1..^1]) : part;
            if (IsPlace(part) && text is "" or "." or "..")
            {
                return null;
            }

            path.Append(IsPlace(part) ? Uri.EscapeDataString(text) : text);
        }

        var query = _query.Select(parameter => Fill(parameter, fill)).OfType<string>().ToList();
        return query.Count == 0 ? path.ToString() : $"{path}?{string.Join('&', query)}";
    }

    /// <summary>A parameter of the query; null when nothing is known for one of its places.</summary>
    private static string? Fill(IReadOnlyList<string> parameter, Func<string, string> fill)
    {
        var text = new StringBuilder();
        foreach (var part in parameter)
        {
            var value = IsPlace(part) ? Uri.EscapeDataString(fill(part[1..^1])) : part;
            if (value.Length == 0)
            {
                return null;
            }

            text.Append(value);
        }

        return text.ToString();
    }

    private static bool IsPlace(string part) => part.Length > 2 && part[0] == '{';

    private static IReadOnlyList<string> Split(string text) => [.. PartShape().Matches(text).Select(static match => match.Value)];

    [GeneratedRegex(@"\{[A-Za-z]+\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PlaceShape();

    [GeneratedRegex(@"\{[A-Za-z]+\}|[^{]+|\{", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PartShape();
}
