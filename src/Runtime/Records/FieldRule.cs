using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>What makes the values of a field valid.</summary>
/// <typeparam name="TValue">The values.</typeparam>
/// <param name="Check">Adds what is wrong with a value, under the JSON name that it is given.</param>
public sealed record FieldRule<TValue>(Action<Errors, string, TValue?> Check)
{
    /// <summary>What of it a schema can say.</summary>
    public FieldLimits Limits { get; init; } = new();
}

/// <summary>The limits of a field that a schema can tell.</summary>
/// <param name="LengthMax">The most characters (Unicode code points); null for no limit.</param>
/// <param name="Words">The words that there are; null for any text.</param>
/// <param name="IsRequired">Whether it must be there.</param>
public sealed record FieldLimits(int? LengthMax = null, IReadOnlyList<string>? Words = null, bool IsRequired = false);

/// <summary>What the OpenAPI document says of the fields of an input.</summary>
public interface IRecordShape
{
    /// <summary>The type of the input.</summary>
    Type Input { get; }

    /// <summary>The fields, by JSON name with dots for inner members.</summary>
    IEnumerable<(string Name, FieldLimits Limits)> Limits { get; }
}

/// <summary>The rules that fields of records have.</summary>
public static class Rules
{
    /// <summary>The longest id of a record in another system, and the longest name of a system.</summary>
    public const int KeyMax = 100;

    /// <summary>An optional text of at most so many characters.</summary>
    /// <param name="max">Characters (Unicode code points).</param>
    /// <param name="breaks">Whether it may hold line breaks and tabs.</param>
    public static FieldRule<string> Text(int max, bool breaks = false) =>
        new((errors, name, text) => TextRules.Check(errors, name, text, max, breaks)) { Limits = new(max) };

    /// <summary>The same, but it must be there and hold more than blanks.</summary>
    public static FieldRule<string> Required(int max, bool breaks = false) =>
        new((errors, name, text) => TextRules.CheckRequired(errors, name, text, max, breaks)) { Limits = new(max, IsRequired: true) };

    /// <summary>An optional text that something is found by: not only blanks.</summary>
    public static FieldRule<string> Key(int max = KeyMax) => new((errors, name, text) =>
    {
        TextRules.Check(errors, name, text, max);
        if (text is not null && Letters.IsBlank(text))
        {
            errors.Add(name, "Must hold more than blanks; leave it out instead.");
        }
    })
    {
        Limits = new(max),
    };

    /// <summary>An optional e-mail address.</summary>
    public static FieldRule<string> Email(int max) =>
        new((errors, name, text) => Values.Email.Check(errors, name, text, max)) { Limits = new(max) };

    /// <summary>An optional word, one of a few.</summary>
    public static FieldRule<string> OneOf(params string[] words) => new((errors, name, text) =>
    {
        if (text is not null && !words.Contains(text, StringComparer.Ordinal))
        {
            errors.Add(name, $"Must be {string.Join(", ", words[..^1])} or {words[^1]}.");
        }
    })
    {
        Limits = new(Words: words),
    };

    /// <summary>An optional currency of ISO 4217.</summary>
    public static FieldRule<string> Currency { get; } = new(Currencies.Check);

    /// <summary>The price of one unit; it must be there.</summary>
    public static FieldRule<decimal?> Price { get; } = new(static (errors, name, price) =>
    {
        if (price is not { } amount || !Money.IsPrice(amount))
        {
            errors.Add(name, $"Must be given, from 0 to {Money.PriceMax}, with at most four decimals.");
        }
    })
    {
        Limits = new(IsRequired: true),
    };
}
