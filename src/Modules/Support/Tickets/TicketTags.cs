using Lockstep.Runtime.Records;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Support.Tickets;

/// <summary>The tags of a ticket; as one text they have commas between them.</summary>
internal static class TicketTags
{
    private const int CountMax = 20;
    private const int LengthMax = 50;
    private const char Between = ',';

    /// <summary>What makes them valid, in the form in which they are kept.</summary>
    public static FieldRule<string> Rule { get; } = new(static (errors, name, text) => Check(errors, name, Split(text)));

    /// <summary>As one text; null for none.</summary>
    public static string? Join(IReadOnlyList<string?>? tags) => tags is null or { Count: 0 } ? null : string.Join(Between, tags);

    /// <summary>One by one.</summary>
    public static IReadOnlyList<string> Split(string? text) =>
        text?.Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The form in which they are kept: folded, each once, in order.</summary>
    public static string? Read(string text) =>
        Join([.. Split(text).Select(static tag => Keys.Fold(tag)!).Where(static tag =>
            tag.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    private static void Check(Errors errors, string name, IReadOnlyList<string> tags)
    {
        if (tags.Count > CountMax)
        {
            errors.Add(name, $"Must be at most {CountMax}; it is {tags.Count}.");
        }

        foreach (var tag in tags.Take(CountMax))
        {
            TextRules.Check(errors, name, tag, LengthMax);
        }
    }
}
