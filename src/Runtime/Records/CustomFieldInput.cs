using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>What a client may say of a field.</summary>
public sealed partial record CustomFieldInput
{
    private const int NameMax = 50;
    private const int ChoicesMax = 100;
    private const int ChoiceMax = 100;
    private const int DescriptionMax = 500;

    /// <summary>Required: a small letter, then letters, digits and underscores; at most 50. Never changes.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Required: <c>text</c>, <c>number</c>, <c>money</c>, <c>date</c>, <c>instant</c>, <c>boolean</c> or <c>choice</c>. Never changes.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>Whether a record that is made or whose values change must have it; false by default.</summary>
    public bool? Required { get; init; }

    /// <summary>The words of a choice: 1 to 100, each of at most 100 characters.</summary>
    public IReadOnlyList<string?>? Choices { get; init; }

    /// <summary>The least number, or the fewest characters of a text.</summary>
    public decimal? Min { get; init; }

    /// <summary>The greatest number, or the most characters of a text: at most 500.</summary>
    public decimal? Max { get; init; }

    /// <summary>For people; at most 500 characters.</summary>
    public string? Description { get; init; }

    internal Refusal? Refuse()
    {
        var errors = new Errors();
        Demand(errors, "name", Name is { Length: <= NameMax } && Names().IsMatch(Name),
            $"Must be given: a small letter, then letters, digits and underscores, at most {NameMax}.");
        var types = string.Join(", ", CustomFields.Types);
        Demand(errors, "type", CustomFields.Types.Contains(Type, StringComparer.Ordinal), $"Must be one of {types}.");
        var isChoice = Type is "choice";
        Demand(errors, "choices", isChoice ? Choices is { Count: > 0 and <= ChoicesMax } : Choices is null or { Count: 0 },
            isChoice ? $"Must be given, 1 to {ChoicesMax} words." : "Goes with the type choice only.");
        foreach (var choice in Choices ?? [])
        {
            TextRules.CheckRequired(errors, "choices", choice, ChoiceMax);
        }

        Demand(errors, "choices", (Choices ?? []).Select(TextRules.Fold).Distinct(StringComparer.Ordinal).Count() == (Choices?.Count ?? 0),
            "Must hold each word once, in any case.");
        CheckLimits(errors);
        TextRules.Check(errors, "description", Description, DescriptionMax, breaks: true);
        return errors.ToRefusal();
    }

    private void CheckLimits(Errors errors)
    {
        var isText = Type is "text";
        Demand(errors, "min", Min is null || isText || Type is "number" or "money", "Goes with the types text, number and money only.");
        Demand(errors, "max", Max is null || isText || Type is "number" or "money", "Goes with the types text, number and money only.");
        Demand(errors, "max", !isText || Max is null or (>= 1 and <= CustomValue.TextMax),
            $"Must be 1 to {CustomValue.TextMax} for a text.");
        Demand(errors, "min", !isText || Min is null or (>= 0 and <= CustomValue.TextMax),
            $"Must be 0 to {CustomValue.TextMax} for a text.");
        Demand(errors, "min", Min is null || Max is null || Min <= Max, "Must not be more than max.");
    }

    private static void Demand(Errors errors, string field, bool holds, string message)
    {
        if (!holds)
        {
            errors.Add(field, message);
        }
    }

    [GeneratedRegex("^[a-z][A-Za-z0-9_]*\\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Names();
}

/// <summary>The JSON of fields.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(CustomFieldInput))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(CustomFieldList))]
internal sealed partial class CustomFieldJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static CustomFieldJson Wire { get; } = new(JsonBodies.Wire());
}
