using System.Text.Json.Nodes;
using Lockstep.Contracts;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Custom;

/// <summary>
/// Holds what is said in <c>custom</c> against the fields that there are. The one place that asks for required fields, and the one rule for
/// when it does not: see <see cref="Work.KnowsFields"/>.
/// </summary>
/// <param name="Fields">The fields of the kind of record.</param>
/// <param name="IsAsked">Whether required ones are asked for.</param>
public sealed record CustomCheck(IReadOnlyList<CustomField> Fields, bool IsAsked)
{
    /// <summary>Whether the fields are nothing for who wants it: customers neither set them nor learn which there are.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The JSON name of the member that holds the values.</summary>
    public const string Member = "custom";

    /// <summary>The check for what somebody wants of a kind of record.</summary>
    public static CustomCheck Of(CustomFields fields, string kind, Work work) => new(fields.Of(kind), work.KnowsFields)
    {
        IsHidden = work.Only is not null,
    };

    /// <summary>
    /// The values in the form in which they are kept, or what is wrong with them. A value whose field is gone may stay as it is; a required
    /// one is asked for where a record is made, or its values change.
    /// </summary>
    /// <param name="given">What is said; null for nothing.</param>
    /// <param name="before">What the record has; null for nothing.</param>
    /// <param name="isNew">Whether the record is made.</param>
    public (JsonObject? Values, Refusal? Refusal) Read(JsonObject? given, JsonObject? before, bool isNew)
    {
        // Before anything is read: what is wrong with a value would tell which fields and words there are.
        if (IsHidden && given is { Count: > 0 } && !JsonNode.DeepEquals(given, before))
        {
            return (null, Refusal.Of(RefusalCode.Forbidden, Member, "Is what the staff say; customers give none."));
        }

        if (given is null or { Count: 0 } && before is null or { Count: 0 }
            && !(isNew && IsAsked && Fields.Any(static field => field.IsRequired)))
        {
            return (null, null);
        }

        var errors = new Errors();
        var values = ReadEach(given, before, errors);
        var said = values.Count == 0 ? null : new JsonObject(values);
        if (IsAsked && (isNew || !JsonNode.DeepEquals(said, before)))
        {
            foreach (var field in Fields.Where(field => field.IsRequired && !values.ContainsKey(field.Name) && given?[field.Name] is null))
            {
                errors.Add($"{Member}.{field.Name}", $"Must be given: {CustomValue.Expected(field)}.");
            }
        }

        return errors.ToRefusal() is { } refusal ? (null, refusal) : (said, null);
    }

    private SortedDictionary<string, JsonNode?> ReadEach(JsonObject? given, JsonObject? before, Errors errors)
    {
        var values = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (name, value) in given ?? [])
        {
            var known = Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.Ordinal));
            var standing = before?[name];
            if (value is null)
            {
                continue;
            }

            if (standing is not null && JsonNode.DeepEquals(value, standing))
            {
                values[name] = standing.DeepClone();
            }
            else if (known is null)
            {
                errors.Add($"{Member}.{name}", $"Is no field; {Nearest.Hint(name, [.. Fields.Select(static field => field.Name)])}");
            }
            else if (CustomValue.Read(known, value, $"{Member}.{name}", errors) is { } read)
            {
                values[name] = read;
            }
        }

        return values;
    }
}
