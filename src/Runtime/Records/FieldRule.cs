using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>What makes the values of a field valid.</summary>
/// <typeparam name="TValue">The values.</typeparam>
/// <param name="Check">Adds what is wrong with a value, under the JSON name that it is given.</param>
public sealed record FieldRule<TValue>(Action<Errors, string, TValue?> Check);

/// <summary>The rules that fields of records have.</summary>
public static class Rules
{
    /// <summary>The longest id of a record in another system, and the longest name of a system.</summary>
    public const int KeyMax = 100;

    /// <summary>An optional text of at most so many characters.</summary>
    /// <param name="max">Characters (Unicode code points).</param>
    /// <param name="breaks">Whether it may hold line breaks and tabs.</param>
    public static FieldRule<string> Text(int max, bool breaks = false) =>
        new((errors, name, text) => TextRules.Check(errors, name, text, max, breaks));

    /// <summary>The same, but it must be there and hold more than blanks.</summary>
    public static FieldRule<string> Required(int max, bool breaks = false) =>
        new((errors, name, text) => TextRules.CheckRequired(errors, name, text, max, breaks));

    /// <summary>An optional text that something is found by: not only blanks.</summary>
    public static FieldRule<string> Key(int max = KeyMax) => new((errors, name, text) =>
    {
        TextRules.Check(errors, name, text, max);
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            errors.Add(name, "Must hold more than blanks; leave it out instead.");
        }
    });

    /// <summary>An optional e-mail address.</summary>
    public static FieldRule<string> Email(int max) => new((errors, name, text) => Values.Email.Check(errors, name, text, max));

    /// <summary>An optional word, one of a few.</summary>
    public static FieldRule<string> OneOf(params string[] words) => new((errors, name, text) =>
    {
        if (text is not null && !words.Contains(text, StringComparer.Ordinal))
        {
            errors.Add(name, $"Must be {string.Join(", ", words[..^1])} or {words[^1]}.");
        }
    });

    /// <summary>An optional currency of ISO 4217.</summary>
    public static FieldRule<string> Currency { get; } = new(Currencies.Check);

    /// <summary>The price of one unit; it must be there.</summary>
    public static FieldRule<decimal?> Price { get; } = new(static (errors, name, price) =>
    {
        if (price is not { } amount || !Money.IsPrice(amount))
        {
            errors.Add(name, $"Must be given, from 0 to {Money.PriceMax}, with at most four decimals.");
        }
    });
}
