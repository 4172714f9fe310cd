using System.Globalization;
using Lockstep.Contracts;
using Lockstep.Contracts.Events;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Runtime.Streams;

/// <summary>Which events a client wants.</summary>
/// <param name="Types">Their wire names; null for any.</param>
/// <param name="Subjects">The records that they are about; null for any.</param>
public sealed record EventFilter(IReadOnlySet<string>? Types, IReadOnlySet<(string Kind, long Id)>? Subjects)
{
    private const int ValuesMax = 100;
    private const int LengthMax = 100;

    /// <summary>Reads the parameters <c>type</c> and <c>subject</c>, each given several times or with commas between.</summary>
    /// <param name="types">Wire names, or their beginnings with a <c>*</c> behind.</param>
    /// <param name="subjects">Records like <c>customers/42</c>.</param>
    /// <param name="errors">Gets what is wrong: what no event has is a mistake and would else be silence.</param>
    public static EventFilter Read(StringValues types, StringValues subjects, Errors errors) =>
        new(ReadTypes(types, errors), ReadSubjects(subjects, errors));

    /// <summary>Whether it lets a kind of record through at all.</summary>
    internal bool Concerns(string kind) =>
        (Types is null || EventTypes.All.Any(type => string.Equals(type.Kind, kind, StringComparison.Ordinal) && Types.Contains(type.Name)))
        && (Subjects is null || Subjects.Any(subject => string.Equals(subject.Kind, kind, StringComparison.Ordinal)));

    internal bool Passes(OutboxEvent published) =>
        Types?.Contains(published.Type) is not false && Subjects?.Contains((published.Kind, published.RecordId)) is not false;

    private static HashSet<string>? ReadTypes(StringValues given, Errors errors)
    {
        if (Words("type", given, errors) is not { } words)
        {
            return null;
        }

        string[] known = [.. EventTypes.All.Select(static type => type.Name)];
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            string[] meant = word.EndsWith('*')
                ? [.. known.Where(name => name.StartsWith(word[..^1], StringComparison.Ordinal))]
                : [.. known.Where(name => string.Equals(name, word, StringComparison.Ordinal))];
            if (meant.Length == 0)
            {
                errors.Add("type", $"No event has this type; {Nearest.Hint(word.TrimEnd('*', '.'), known)}");
            }

            wanted.UnionWith(meant);
        }

        return wanted;
    }

    private static HashSet<(string Kind, long Id)>? ReadSubjects(StringValues given, Errors errors)
    {
        if (Words("subject", given, errors) is not { } words)
        {
            return null;
        }

        string[] kinds = [.. EventTypes.All.Select(static type => type.Kind).Distinct(StringComparer.Ordinal)];
        var wanted = new HashSet<(string Kind, long Id)>();
        foreach (var word in words)
        {
            if (word.Split('/') is [{ Length: > 1 } many, var number] && many[^1] is 's'
                && kinds.Contains(many[..^1], StringComparer.Ordinal)
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
            {
                wanted.Add((many[..^1], id));
            }
            else
            {
                var known = string.Join(", ", kinds.Select(static kind => $"{kind}s"));
                errors.Add("subject", $"Must be a record like customers/42; the kinds are {known}.");
            }
        }

        return wanted;
    }

    /// <summary>The words of a parameter; null when it is not there.</summary>
    private static string[]? Words(string field, StringValues given, Errors errors)
    {
        if (given.Count == 0)
        {
            return null;
        }

        string[] words =
        [
            .. given.SelectMany(static one => (one ?? "").Split(',', StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal),
        ];
        if (words.Length > ValuesMax || Array.Exists(words, static word => word.Length > LengthMax))
        {
            errors.Add(field, $"Names more than {ValuesMax}, or one with more than {LengthMax} characters.");
            return [];
        }

        return words;
    }
}
